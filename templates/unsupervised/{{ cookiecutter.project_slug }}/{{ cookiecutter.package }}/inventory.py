{% include "shared/package/inventory.py" %}
