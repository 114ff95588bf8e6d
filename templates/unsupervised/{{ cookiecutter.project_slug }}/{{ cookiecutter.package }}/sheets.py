{% include "shared/package/sheets.py" %}
