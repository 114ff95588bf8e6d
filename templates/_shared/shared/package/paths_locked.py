{% extends "shared/package/paths.py" %}
{% block preparation %}
TEST_SET = DATA_PREPARATION / "test_set.yaml"
TEST_SET_FACTS = DATA_PREPARATION / "test_set_facts.yaml"
{% endblock %}
{% block evaluation %}
LOCKED_TEST = EVALUATION / "locked_test.csv"
{% endblock %}
{% block preparation_scripts %}
LOCK_SCRIPT = DATA_PREPARATION / "lock.py"
{% endblock %}
{% block evaluation_scripts %}
SCORE_LOCKED_SCRIPT = EVALUATION / "score_locked.py"
{% endblock %}
