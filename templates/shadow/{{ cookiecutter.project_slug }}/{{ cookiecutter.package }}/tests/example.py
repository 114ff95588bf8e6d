{% include "shared/tests/example.py" %}
