{% extends "shared/tests/example.py" %}
{% block pilot %}{% endblock %}
{% block write_pilot %}{% endblock %}
{% block pilot_log %}{% endblock %}
{% block worked %}{% endblock %}
