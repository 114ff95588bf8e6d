{% set baseline_script = "rate_answers.py" %}
{% extends "shared/package/paths.py" %}
{% block evaluation %}
ANSWERS = MODELING / "answers.csv"
RATINGS_SHEET = MODELING / "ratings.csv"
RATINGS = MODELING / "ratings.yaml"
{% endblock %}
