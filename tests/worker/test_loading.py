from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator

import pytest

from autograder.worker.loading import ModuleRead, load_module
from autograder.worker.messages import Cell, Limits, Module

Read = Callable[..., ModuleRead]


@pytest.fixture
def read() -> Iterator[Read]:
    """Load the cells of ``homework.py`` in this process; the module is forgotten afterwards."""

    def read_cells(*cells: str | Cell, filename: str = "homework.py") -> ModuleRead:
        made = tuple(
            cell if isinstance(cell, Cell) else Cell(textwrap.dedent(cell)) for cell in cells
        )
        return load_module(Module("homework", filename, made))

    yield read_cells
    sys.modules.pop("homework", None)


def test_a_good_file_is_read_without_remarks(read):
    result = read("import numpy as np\n\ndef f(x):\n    return 2 * x\n")

    assert result.remarks == ()
    assert result.failure is None
    assert result.module.f(3) == 6


def test_a_module_is_never_main(read):
    result = read("name = __name__\nif __name__ == '__main__':\n    1 / 0\n")

    assert result.module.name == "homework"
    assert result.remarks == ()


def test_a_missing_package_costs_its_own_line_only(read):
    result = read(
        """\
        import numpy as np
        import a_plotting_package_that_is_not_there as plt
        from expected_results import *

        def f(x):
            return 2 * x

        plt.show()
        """
    )

    assert result.module.f(3) == 6
    assert result.remarks == (
        "homework.py, line 2: ModuleNotFoundError: No module named "
        "'a_plotting_package_that_is_not_there'; "
        "the rest of the file was still read.",
        "homework.py, line 3: ModuleNotFoundError: No module named 'expected_results'; "
        "the rest of the file was still read.",
        "homework.py, line 8: NameError: name 'plt' is not defined; the rest of the file was "
        "still read.",
    )


@pytest.mark.parametrize(
    "ending", ["import sys; sys.exit(1)", "raise KeyboardInterrupt", "raise GeneratorExit"]
)
def test_whatever_a_demo_raises_the_definitions_after_it_are_read(read, ending):
    result = read(f"{ending}\n\ndef f():\n    return 1\n")

    assert result.module.f() == 1
    assert len(result.remarks) == 1


def test_a_remark_names_the_line_at_the_top_level_that_failed(read):
    result = read("def f():\n    return 1 / 0\n\nfor i in range(3):\n    x = i\n    f()\n")

    (remark,) = result.remarks
    assert remark.startswith("homework.py, line 6: ZeroDivisionError")


def test_remarks_are_bounded(read):
    result = read("".join(f"missing_{i}\n" for i in range(50)))

    assert len(result.remarks) == 21
    assert result.remarks[-1] == "homework.py: and 30 more such remarks."


def test_the_same_failure_is_told_once(read):
    (remark,) = read("1 / 0\n" * 50).remarks

    assert remark.startswith("homework.py, line 1 (and 49 more places): ZeroDivisionError")


def test_a_syntax_error_is_among_the_remarks_that_are_shown(read):
    result = read(
        *(Cell(f"missing_{i}", f"cell {i}") for i in range(50)),
        Cell("def f(:\n    pass", "cell 50"),
        filename="homework.ipynb",
    )

    assert any("cell 50, line 1: SyntaxError" in remark for remark in result.remarks)


def test_a_syntax_error_is_a_failure_with_its_line(read):
    result = read("def f(:\n    pass\n")

    assert isinstance(result.failure, SyntaxError)
    assert result.failure.lineno == 1


def test_a_syntax_error_costs_its_definition_only(read):
    result = read(
        """\
        import numpy as np

        def before():
            return 1

        @np.vectorize
        def broken(:
            return (

        table = [
        1,
        ]

        text = '''
        def not_a_definition(:
        '''

        def after():
            return 2
        """
    )

    assert result.failure is None
    assert (result.module.before(), result.module.after(), result.module.table) == (1, 2, [1])
    (remark,) = result.remarks
    assert remark.startswith("homework.py, line 7: SyntaxError")
    assert remark.endswith("this part was not read.")
    assert [(lost.name, lost.place) for lost in result.lost] == [("broken", "homework.py, line 7")]


@pytest.mark.parametrize("source", ["return 1", "x = 1\x00", "def f():\n    nonlocal x\n"])
def test_what_only_the_compiler_refuses_is_a_failure_too(read, source):
    assert read(source).failure is not None


def test_a_broken_cell_of_a_notebook_costs_that_cell_only(read):
    result = read(
        Cell("x = 1", "cell 1"),
        Cell("y = (", "cell 2"),
        Cell("z = 1 / 0\nz = 2", "cell 4"),
        filename="homework.ipynb",
    )

    assert result.failure is None
    assert (result.module.x, result.module.z) == (1, 2)
    first, second = result.remarks
    assert first.startswith("homework.ipynb, cell 2, line 1: SyntaxError")
    assert second.startswith("homework.ipynb, cell 4, line 1: ZeroDivisionError")


def test_a_cell_counts_lines_from_where_it_begins(read):
    result = read(Cell("x = 1\n"), Cell("y = 1\nz = 1 / 0\n", first_line=10))

    (remark,) = result.remarks
    assert remark.startswith("homework.py, line 11:")


def test_future_imports_hold_for_the_statements_after_them(read):
    result = read(
        "from __future__ import annotations\n\ndef f(x: not_there) -> not_there:\n    return x\n"
    )

    assert result.remarks == ()
    assert result.module.f.__annotations__ == {"x": "not_there", "return": "not_there"}


def test_a_future_import_of_ours_is_not_the_students(read):
    result = read("def f(x: int):\n    return x\n")

    assert result.module.f.__annotations__ == {"x": int}


def test_annotations_that_fail_cost_nothing(read):
    result = read(
        """\
        def f(x: torch.Tensor) -> "nothing":
            return x

        class Layer:
            weights: torch.Tensor = None
            def call(self, x: list[torch.Tensor]):
                return x

        count: torch.Tensor = 3
        """
    )

    assert result.remarks == ()
    assert (result.module.f(1), result.module.Layer().call(2), result.module.count) == (1, 2, 3)


def test_a_statement_that_fails_is_kept_with_the_names_it_would_have_bound(read):
    result = read(
        """\
        from course_utils import check_shapes, tools as t
        from other_course import *

        @check_shapes
        def grad(v):
            return v

        class Model(Base):
            pass
        """
    )

    assert [(lost.name, lost.place, lost.needs, lost.module) for lost in result.lost] == [
        ("check_shapes", "homework.py, line 1", "", "course_utils"),
        ("t", "homework.py, line 1", "", "course_utils"),
        ("*", "homework.py, line 2", "", "other_course"),
        ("grad", "homework.py, line 5", "check_shapes", ""),
        ("Model", "homework.py, line 8", "Base", ""),
    ]


def test_a_definition_that_cannot_be_called_where_it_stands_is_known(read):
    result = read(
        """\
        class Homework:
            def grad(self):
                pass

        if __name__ == "__main__":
            def link():
                pass
        """
    )

    assert [(lost.name, lost.place, lost.reason) for lost in result.lost] == [
        ("grad", "homework.py, line 2", "inside the class Homework"),
        (
            "link",
            "homework.py, line 6",
            'under `if __name__ == "__main__":`, which is not run here',
        ),
    ]


def test_a_function_whose_name_a_demo_takes_is_kept(read):
    result = read("def f(x):\n    return 2 * x\n\nf = f(3)\nshown = f + 1\n")

    assert result.module.f(3) == 6
    assert result.module.shown == 7
    assert result.remarks == (
        "homework.py, line 4: f becomes a value of type int; what line 1 defines is graded.",
    )


def test_a_function_that_is_replaced_by_another_is_the_other(read):
    result = read(
        "def f(x):\n    return 2 * x\n\nf = f(3)\nf = abs\n\nclass A: pass\nA = A()\nB = A\n"
    )

    assert result.module.f(-3) == 3
    assert isinstance(result.module.A, type)


def test_the_parameters_of_functions_are_known(read):
    result = read("import math\ndef f(W, A, *, axis=0):\n    pass\ng = math.sin\nh = f\n")

    assert result.parameters == {"f": ("W", "A"), "h": ("W", "A")}


def test_a_top_level_await_is_waited_for(read):
    result = read(
        Cell("async def three():\n    return 3\n\nx = await three()", "cell 1"),
        filename="homework.ipynb",
    )

    assert (result.remarks, result.module.x) == ((), 3)


def test_dataclasses_find_their_module(read):
    result = read(
        "from dataclasses import dataclass\n\n@dataclass\nclass P:\n    x: 'int' = 3\n\np = P()\n"
    )

    assert result.remarks == ()
    assert result.module.p.x == 3


def test_a_byte_order_mark_is_skipped(read):
    assert read("\ufeffx = 1\n").module.x == 1


def test_an_invalid_escape_sequence_is_no_failure(read):
    assert read("x = '\\p'\n").remarks == ()


def test_a_file_named_like_a_library_does_not_take_its_place():
    import json

    result = load_module(Module("json", "json.py", (Cell("x = 1\n"),)))

    assert result.module.x == 1
    assert sys.modules["json"] is json


# --- in a worker: limits ---

SHORT = Limits(call=20, load=1, submission=100)
SLOW_FILE = """
    def before():
        return 1

    LIMIT = 1e-8
    table = [i for i in range(3)]

    import time
    {loop}

    import math
    FACTOR = -2.5 * LIMIT
    computed = sorted([3, 1])
    try:
        import not_there_at_all
    except ImportError:
        not_there_at_all = None

    def after():
        return math.sqrt(4) * FACTOR

    class Layer:
        pass
"""


@pytest.mark.parametrize(
    "loop",
    ["while True: time.sleep(0.01)", "time.sleep(1e6)", "while True: pass"],
)
def test_a_file_that_trains_for_ever_is_cut_off_and_its_definitions_are_kept(student, loop):
    one = student(SLOW_FILE.format(loop=loop), limits=SHORT)

    loaded = one.load()

    assert loaded.outcome == "done"
    assert loaded.remarks == (
        "answers.py, line 9: this was still running when the time for reading the file was up; "
        "of the rest only functions, classes, imports and constants were read.",
    )
    assert {"before", "table", "after", "Layer", "FACTOR", "not_there_at_all"} <= set(loaded.names)
    assert "computed" not in loaded.names
    assert one.value("after() + before()") == 1 - 5e-8


def test_a_loop_that_swallows_the_cut_off_once_is_cut_off_again(student):
    one = student(
        """
        import time
        for i in range(3):
            try:
                time.sleep(1e6)
            except:
                pass

        def f():
            return 1
        """,
        limits=SHORT,
    )

    assert one.returns("f") == 1
    assert len(one.load().remarks) == 0  # the loop had ended by itself by then


@pytest.mark.slow
def test_a_file_that_can_not_be_interrupted_is_read_for_its_definitions(student):
    one = student(
        """
        def f():
            return 1

        import signal
        signal.setitimer(signal.ITIMER_REAL, 0)
        while True: pass

        def g():
            return 2
        """,
        limits=Limits(call=20, load=0.2, submission=100),
    )

    loaded = one.load()

    assert loaded.outcome == "done"
    assert loaded.remarks == (
        "answers.py: while it was read, the time limit was reached; "
        "only its functions, classes, imports and constants were read.",
    )
    assert one.value("f() + g()") == 3


def test_a_file_that_ends_its_process_is_read_for_its_definitions(any_student):
    one = any_student("def f():\n    return 1\n\nimport os\nos._exit(0)\n")

    loaded = one.load()

    assert loaded.outcome == "done"
    assert "the process ended with exit status 0" in loaded.remarks[0]
    assert one.returns("f") == 1


def test_a_file_that_always_ends_its_process_is_reported_and_not_tried_again(student):
    one = student("class Layer:\n    import os\n    os._exit(3)\n")

    loaded = one.load()

    assert loaded.outcome == "crashed"
    assert loaded.failure.message == "the process ended with exit status 3 in the midst of the work"
    assert one.load() is loaded
    assert one.run("x = 1", "x").outcome == "crashed"


def test_a_file_that_was_read_once_is_read_again_with_its_whole_time(student):
    one = student(
        """
        import time
        time.sleep(0.7)
        constant = 1

        def f():
            return constant

        def hang():
            n = 0
            while True: n += 1
        """,
        limits=Limits(call=0.5, load=1, submission=100),
    )

    for _ in range(2):
        assert one.load().remarks == ()
        assert one.run("hang()").outcome == "timed_out"
        assert one.returns("f") == 1
    assert one.load().remarks == ()


def test_a_restart_without_time_to_import_again_keeps_what_was_said_before(student):
    one = student(
        "import nothing_of_this_name\ndef hang():\n    n = 0\n    while True: n += 1\n",
        limits=Limits(call=20, load=20, submission=0.8),
    )
    before = one.load()

    assert one.run("hang()").outcome == "no_time"
    assert one.run("x = 1", "x").outcome == "no_time"
    assert len(before.remarks) == 1
    assert (one.load().outcome, one.load().remarks) == ("no_time", before.remarks)


def test_a_syntax_error_is_shown_with_its_line(any_student):
    one = any_student("# mine\ndef f(:\n    pass\n")

    loaded = one.load()

    assert loaded.outcome == "raised"
    assert loaded.failure.type == "SyntaxError"
    (frame,) = loaded.failure.frames
    assert (frame.file, frame.line, frame.source) == ("answers.py", 2, "def f(:")
    assert one.run("x = 1", "x").failure == loaded.failure


def test_the_public_names_of_a_module_are_listed_without_its_imports(student):
    loaded = student("import numpy as np\n_hidden = 1\nx = 2\ndef f(): pass\n").load()

    assert loaded.names == ("x", "f")


def test_what_a_file_prints_belongs_to_its_import(student):
    one = student("print('reading')\ndef f():\n    print('calling')\n")

    assert one.load().output == "reading\n"
    assert one.run("f()").output == "calling\n"


def test_plots_are_drawn_without_a_screen(student):
    assert student("import os").value("os.environ['MPLBACKEND']") == "Agg"
