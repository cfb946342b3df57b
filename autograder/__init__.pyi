from autograder.client.workers import Workers as Workers
from autograder.errors import AutograderError as AutograderError
from autograder.errors import GraderError as GraderError
from autograder.errors import SpecError as SpecError
from autograder.errors import StaffError as StaffError
from autograder.errors import UsageError as UsageError
from autograder.grading.grade import grade as grade
from autograder.oracle.answer_key import AnswerKey as AnswerKey
from autograder.oracle.sets import load_sets as load_sets
from autograder.problemset import Problem as Problem
from autograder.problemset import ProblemSet as ProblemSet
from autograder.report import Report as Report
from autograder.report import Row as Row
from autograder.report import Status as Status
from autograder.report import Visibility as Visibility
from autograder.student.notebook import check as check
from autograder.student.notebook import load_ipython_extension as load_ipython_extension
from autograder.submission.files import Submission as Submission
from autograder.submission.files import choose_sets as choose_sets
from autograder.submission.files import open_submission as open_submission

__version__: str
