"""Le harnais strict : ce qui passerait inaperçu en production échoue ici.

- une variable inconnue dans un gabarit (`FAIL_INVALID_TEMPLATE_VARS`, pyproject.toml) ;
- une requête sans ordre revient à l'envers, et ne se découpe pas (`ordre.py`) ;
- un écran de lecture qui écrit (`@ecran` ouvre une transaction READ ONLY) ;
- un avertissement (`filterwarnings = error`) ;
- l'heure qu'il est (`horloge.py`) ; le réseau (`reseau.py`) ; un programme lancé sans le dire (`processus.py`).

`tests/cablage/test_harnais.py` montre chacune de ces règles en train d'échouer.
"""
