"""Makes one part of a month's report in this process, and says how long and how much memory.

Reads {"part", "database", "month", "now"} from standard input, writes {"seconds", "peak",
"before"}. It loads no more than a report needs, so that the memory is the report's.
"""

import json
import resource
import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.exc import SQLAlchemyError

from service.database import Database, open_engine
from service.reports.document import build_document
from service.reports.errors import ReportError
from service.reports.figures import month_figures
from service.reports.monthly import write_report
from service.reports.months import Month
from service.reports.paper import Council, Paper
from service.reports.print_page import pdf_report
from service.reports.values import Words
from service.reports.web_page import html_report

COUNCIL = Council(Words("Porthaven Council", "Cyngor Porthafan"))
_STATUS = Path("/proc/self/status")


class Part(StrEnum):
    """What is made. Each but FIGURES makes the figures first, which are not in its time."""

    FIGURES = "figures"
    HTML = "html"
    PDF = "pdf"
    FILES = "files"


def most_memory() -> int:
    """Return the most memory this process has held so far, in bytes.

    Linux's own line for this program comes first: `ru_maxrss` there begins with what the
    process that started it held.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def make(part: Part, database: Database, month: Month, *, now: datetime) -> dict[str, float]:
    """Make `part` and return the seconds, and memory in bytes at its most and before."""
    before = most_memory()
    with database.read() as session, TemporaryDirectory() as folder:

        def everything() -> None:
            write_report(session, month, Path(folder), council=COUNCIL, now=now)

        work: Callable[[], object] = everything
        if part is Part.FIGURES:
            work = lambda: month_figures(session, month, now=now)  # noqa: E731
        elif part is not Part.FILES:
            figures = month_figures(session, month, now=now)
            if part is Part.HTML:
                work = lambda: html_report(  # noqa: E731
                    figures, council=COUNCIL, language="en", now=now, standalone=True
                )
            else:
                work = lambda: pdf_report(  # noqa: E731
                    build_document(figures, council=COUNCIL, paper=Paper(), language="en", now=now),
                    dated=month.end,
                )
        begun = perf_counter()
        work()
        seconds = perf_counter() - begun
    return {"seconds": seconds, "peak": most_memory(), "before": before}


def main() -> None:
    asked = json.loads(sys.stdin.read())
    database = Database(open_engine(asked["database"]))
    try:
        made = make(
            Part(asked["part"]),
            database,
            Month.parse(asked["month"]),
            now=datetime.fromisoformat(asked["now"]),
        )
    except (ReportError, SQLAlchemyError) as error:
        sys.exit(str(error).partition("\n")[0])
    finally:
        database.dispose()
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main()
