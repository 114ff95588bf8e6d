{% include "shared/tests/conftest.py" %}
