"""Les propriétés des règles se tirent sans chronomètre : vraies ou fausses, jamais « trop lentes ».

Cent exemples chacune, comme Hypothesis le propose : elles font l'essentiel du temps de ces essais (une centaine de
microsecondes de règle pour une milliseconde de tirage), et une machine chargée ne doit pas y changer le verdict.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("regles", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("regles")
