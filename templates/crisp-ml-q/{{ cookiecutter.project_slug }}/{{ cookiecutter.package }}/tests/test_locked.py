{% include "shared/tests/test_locked.py" %}
