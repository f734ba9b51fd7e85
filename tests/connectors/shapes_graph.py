"""Holds Graph API nodes to the published specification of their fields and edges."""

from collections.abc import Mapping
from typing import Any

from tests.connectors.shapes import kind_of

_KINDS = {
    "bool": "boolean",
    "string": "string",
    "datetime": "string",
    "int": "number",
    "unsigned int": "number",
    "float": "number",
}


def assert_in_spec(node: Mapping[str, Any], name: str, spec: Mapping[str, Any]) -> None:
    """Fail unless each key of `node` is a field or edge of the spec's `name`, of its type.

    A field whose value is another node of the spec is held to that node in its turn.
    """
    fields = {field["name"]: field["type"] for field in spec[name]["fields"]}
    edges = {api["endpoint"]: api for api in spec[name]["apis"] if api.get("endpoint")}
    for key, value in node.items():
        if key in edges and key not in fields:
            assert isinstance(value["data"], list)
            for row in value["data"]:
                if edges[key]["return"] in spec:
                    assert_in_spec(row, edges[key]["return"], spec)
            continue
        assert key in fields, f"{name} has no {key}"
        told = fields[key]
        wanted = _KINDS.get(told, "array" if told.startswith("list") else "object")
        assert kind_of(value) == wanted, f"{name}.{key} is {kind_of(value)}, not {wanted}"
        if told in spec:
            assert_in_spec(value, told, spec)
