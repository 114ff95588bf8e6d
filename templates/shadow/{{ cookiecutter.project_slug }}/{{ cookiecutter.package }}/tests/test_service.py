{% include "shared/tests/test_service.py" %}
