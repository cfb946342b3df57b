"""What IPython reads as code, as Python."""

import pytest

from autograder.worker.magics import parses, split_script, translate, uncommented
from autograder.worker.messages import Cell

SHELL = "get_ipython()"


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("x = ('%d'\n% 3)", "x = ('%d'\n% 3)"),
        ("%matplotlib inline\nx = 1", f"{SHELL}.run_line_magic('matplotlib', 'inline')\nx = 1"),
        ("if x:\n    !ls\nf = 1", f"if x:\n    {SHELL}.getoutput('ls')\nf = 1"),
        ("np.sum?\ny = 2", "pass\ny = 2"),
        ("?np.sum\ny = 2", "pass\ny = 2"),
        ("np.*dot*?\ny = 2", "pass\ny = 2"),
        ("files = !ls\nx = 1", f"files = {SHELL}.getoutput('ls')\nx = 1"),
        ("a, b = %time 1, 2", f"a, b = {SHELL}.run_line_magic('time', '1, 2')"),
        ("%time k = 2", "k = 2"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%time\n%%capture out\nx = 1", f"\nout = {SHELL}.captured()\nx = 1"),
        ("%%time\n!ls\nx = 1", f"\n{SHELL}.getoutput('ls')\nx = 1"),
        ("%%bash\nls -l | wc", "\n"),
        ("    def f():\n        return 1", "def f():\n    return 1"),
        (">>> def f():\n...     return 1", "def f():\n    return 1"),
        ("In [1]: def f():\n   ...:     return 1", "def f():\n    return 1"),
        ("pip install numpy", f"{SHELL}.run_line_magic('pip', 'install numpy')"),
        ("/print 1 2", "print(1, 2)"),
        (",print a b", "print('a', 'b')"),
        (";print a b", "print('a b')"),
        ("!ls \\\n -l\nx = 1", f"{SHELL}.getoutput('ls  -l')\n\nx = 1"),
        ("x = '1'\n!it's\ny = 2", f"x = '1'\n{SHELL}.getoutput(\"it's\")\ny = 2"),
        (
            's = """\n!no\n%no\nwhat?\n"""\n!ls',
            f's = """\n!no\n%no\nwhat?\n"""\n{SHELL}.getoutput(\'ls\')',
        ),
        ("y = 2  # why?\n!ls", f"y = 2  # why?\n{SHELL}.getoutput('ls')"),
    ],
)
def test_a_cell_becomes_the_python_that_ipython_runs(cell, python):
    assert translate(cell).source == python


def test_a_file_that_a_cell_writes_is_written():
    translated = translate("%%writefile -a parts.py\ndef f():\n    return 1").source

    assert translated == (
        "get_ipython().run_cell_magic('writefile', '-a parts.py', 'def f():\\n    return 1')"
    )


@pytest.mark.parametrize(
    ("cell", "left_out"),
    [
        ("x = 1\n%load_ext autoreload\n%autoreload 2", (("%load_ext", 2), ("%autoreload", 3))),
        ("!pip install numpy", (("!pip", 1),)),
        ("\n%%R\nf <- function(x) x", (("%%R", 2),)),
        ("%run parts.py\n%time x = 1", ()),
    ],
)
def test_what_is_left_out_is_told_with_its_line(cell, left_out):
    assert translate(cell).left_out == left_out


def test_a_script_is_split_at_its_markers_and_keeps_its_lines():
    script = Cell("import numpy\n# %% demo\n!ls\n#%%\n%%time\nx = 1\n# In[3]:\ny = 2")

    assert [(part.first_line, part.source.split("\n")[0]) for part in split_script(script)] == [
        (1, "import numpy"),
        (2, "# %% demo"),
        (4, "#%%"),
        (7, "# In[3]:"),
    ]


def test_what_colab_commented_out_for_its_magic_is_there_again():
    script = (
        "x = 1\n# Commented out IPython magic to ensure Python compatibility.\n"
        "# %%time\n# def f():\n#     return 1\n\n# a comment\n"
    )

    assert uncommented(script).split("\n")[2:] == [
        "%%time",
        "def f():",
        "    return 1",
        "",
        "# a comment",
        "",
    ]


@pytest.mark.parametrize("source", ["x = (", "\0", "(" * 300, "1" * 10_000])
def test_whatever_does_not_parse_is_no_error(source):
    assert not parses(source)
