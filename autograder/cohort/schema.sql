-- A store of one class: what was handed in, and what each submission got. Version 1.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What grading depended on beside the files: hashes of sets and grader, versions of packages, as JSON.
CREATE TABLE conditions (id TEXT PRIMARY KEY, made_with TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE submissions (
  key TEXT PRIMARY KEY,
  students TEXT NOT NULL,        -- JSON: [{name, sid, email}]
  time TEXT NOT NULL,
  late INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  work TEXT NOT NULL,            -- hash of the files
  exported INTEGER NOT NULL,     -- the number of the export that it was last part of
  recorded TEXT                  -- JSON: the results that the platform holds
) WITHOUT ROWID;

CREATE TABLE reports (
  key TEXT PRIMARY KEY,
  work TEXT NOT NULL,
  conditions TEXT NOT NULL REFERENCES conditions,
  score REAL NOT NULL,
  max_score REAL NOT NULL,
  isolation TEXT NOT NULL,       -- JSON
  remarks TEXT NOT NULL,         -- JSON
  staff_notes TEXT NOT NULL      -- JSON
) WITHOUT ROWID;

CREATE TABLE rows (
  key TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  position INTEGER NOT NULL,
  set_name TEXT NOT NULL,
  problem TEXT NOT NULL,
  answer TEXT NOT NULL,
  status TEXT NOT NULL,
  score REAL NOT NULL,
  max_score REAL NOT NULL,
  mistake TEXT,
  row TEXT NOT NULL,             -- JSON: the row as the report has it
  PRIMARY KEY (key, position)
) WITHOUT ROWID;

CREATE TABLE wrong_numbers (
  key TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  set_name TEXT NOT NULL,
  problem TEXT NOT NULL,
  answer TEXT NOT NULL,
  shape TEXT NOT NULL,           -- JSON
  numbers TEXT NOT NULL,         -- JSON
  code TEXT NOT NULL,
  formula TEXT NOT NULL,
  PRIMARY KEY (key, set_name, problem, answer)
) WITHOUT ROWID;

-- Not part of what a submission got: another run has other times.
CREATE TABLE times (key TEXT PRIMARY KEY, seconds REAL NOT NULL) WITHOUT ROWID;

-- Submissions on which the grader itself failed; they are tried again by the next run.
CREATE TABLE failures (key TEXT PRIMARY KEY, error TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE differences (
  key TEXT NOT NULL,
  set_name TEXT NOT NULL,
  problem TEXT NOT NULL,
  answer TEXT NOT NULL,
  cause TEXT NOT NULL,
  kind TEXT NOT NULL,
  old TEXT NOT NULL,             -- JSON: {status, score, mistake}
  new TEXT NOT NULL,
  PRIMARY KEY (key, set_name, problem, answer)
) WITHOUT ROWID;
