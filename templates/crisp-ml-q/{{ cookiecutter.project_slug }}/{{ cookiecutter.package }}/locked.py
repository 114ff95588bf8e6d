{% include "shared/package/locked.py" %}
