{% include "shared/tests/__init__.py" %}
