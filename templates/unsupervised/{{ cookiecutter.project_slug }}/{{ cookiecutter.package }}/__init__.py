{% include "shared/package/__init__.py" %}
