{% include "shared/phases/score_locked.py" %}
