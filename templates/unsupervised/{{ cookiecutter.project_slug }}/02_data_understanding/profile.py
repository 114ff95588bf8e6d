{% include "shared/phases/profile.py" %}
