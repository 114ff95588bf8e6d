"""Where everything is. No other module names a folder: whoever renames one changes it here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_UNDERSTANDING = ROOT / "01_understanding"
DATA_PREPARATION = ROOT / "02_data_preparation"
MODELING = ROOT / "03_modeling"
EVALUATION = ROOT / "04_evaluation"
DEPLOYMENT = ROOT / "05_deployment"

INVENTORY = DATA_UNDERSTANDING / "inventory.yaml"
PROFILE = DATA_UNDERSTANDING / "profile.yaml"
LABEL_AUDIT = DATA_UNDERSTANDING / "label_audit.csv"
DATASET = DATA_PREPARATION / "dataset.yaml"
FACTS = DATA_PREPARATION / "facts.yaml"
TEST_SET = DATA_PREPARATION / "test_set.yaml"
TEST_SET_FACTS = DATA_PREPARATION / "test_set_facts.yaml"
METRIC = MODELING / "metric.yaml"
RULE = MODELING / "rule.py"
RUNS = MODELING / "runs.csv"
ERRORS = MODELING / "errors.csv"
LOCKED_TEST = EVALUATION / "locked_test.csv"
PILOT = EVALUATION / "pilot.yaml"
PILOT_DAYS = EVALUATION / "pilot.csv"
SWITCHED_OFF = DEPLOYMENT / "OFF"
MODELS = ROOT / "models"

PROFILE_SCRIPT = DATA_UNDERSTANDING / "profile.py"
AUDIT_LABELS_SCRIPT = DATA_UNDERSTANDING / "audit_labels.py"
PREPARE_SCRIPT = DATA_PREPARATION / "prepare.py"
LOCK_SCRIPT = DATA_PREPARATION / "lock.py"
BASELINE_SCRIPT = MODELING / "baseline.py"
TRAIN_SCRIPT = MODELING / "train.py"
REVIEW_ERRORS_SCRIPT = MODELING / "review_errors.py"
SCORE_LOCKED_SCRIPT = EVALUATION / "score_locked.py"
MEASURE_SCRIPT = EVALUATION / "measure.py"
SERVICE_SCRIPT = DEPLOYMENT / "service.py"


def shown(path: Path) -> str:
    """The path as one would type it in the project's root."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
