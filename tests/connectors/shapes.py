"""The shape of JSON: its keys and types, so that a made-up answer is held to a real one."""

from collections.abc import Iterator, Mapping
from typing import Any

#: Path of keys from the top ("[]" for a list's items) -> the JSON types found there.
Shape = dict[tuple[str, ...], set[str]]


def kind_of(value: object) -> str:
    """Return the JSON type of `value`: object, array, string, number, boolean or null."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    names = {dict: "object", list: "array", str: "string", type(None): "null"}
    return names[type(value)]


def shape_of(value: object) -> Shape:
    """Return every path in `value` with the types it holds; a list's items count as one."""
    found: Shape = {}
    for path, kind in _walk(value, ()):
        found.setdefault(path, set()).add(kind)
    return found


def _walk(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield path, kind_of(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, (*path, "[]"))


def assert_same_shape(ours: object, recorded: object, *, but: frozenset[str] = frozenset()) -> None:
    """Fail unless each key of `ours` is in `recorded` at the same place with the same type.

    Ours may lack keys that were recorded, never have others; `but` names keys not looked at.
    """
    theirs = shape_of(recorded)
    for path, kinds in shape_of(ours).items():
        if but & set(path):
            continue
        where = ".".join(path) or "the top"
        assert path in theirs, f"{where} is in ours alone"
        assert kinds <= theirs[path], f"{where} is {kinds} in ours and {theirs[path]} there"


def assert_in_schema(ours: object, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
    """Fail unless `ours` has only what an OpenAPI `schema` names, and all that it requires.

    Args:
        schemas: what "#/components/schemas/…" refers to.
    """
    problems = list(_against(ours, schema, schemas, ()))
    assert not problems, "; ".join(problems)


def _against(
    value: object, schema: Mapping[str, Any], schemas: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[str]:
    schema = _resolved(schema, schemas)
    where = ".".join(path) or "the top"
    wanted = schema.get("type")
    if wanted and kind_of(value) != {"integer": "number"}.get(wanted, wanted):
        yield f"{where} is {kind_of(value)}, not {wanted}"
        return
    if isinstance(value, dict) and "properties" in schema:
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{where} lacks {name}"
        for name, inner in value.items():
            if name not in schema["properties"]:
                yield f"{where} has {name}, which the schema does not know"
            else:
                yield from _against(inner, schema["properties"][name], schemas, (*path, name))
    elif isinstance(value, list) and "items" in schema:
        for inner in value:
            yield from _against(inner, schema["items"], schemas, (*path, "[]"))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references and join what `allOf` names; of `oneOf` only the type is of use."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    joined: dict[str, Any] = {k: v for k, v in schema.items() if k != "allOf"}
    for part in schema.get("allOf", ()):
        part = _resolved(part, schemas)
        joined.setdefault("type", part.get("type"))
        joined["properties"] = {**joined.get("properties", {}), **part.get("properties", {})}
        joined["required"] = [*joined.get("required", ()), *part.get("required", ())]
    return joined
