{% include "shared/tests/test_scripts.py" %}
