{% extends "shared/package/paths.py" %}
{% block evaluation %}
BACKTEST = MODELING / "backtest.yaml"
{% endblock %}
{% block evaluation_scripts %}
BACKTEST_SCRIPT = MODELING / "backtest.py"
{% endblock %}
