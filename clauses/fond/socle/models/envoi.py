"""Un envoi fait : ce qui empêche qu'un même formulaire, reçu deux fois, fasse deux fois son acte."""

from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

JOURS_GARDES = 30

# Le second envoi attend ici la fin du premier : la clé est unique, et le premier tient sa ligne jusqu'à sa validation.
# Une ligne trop vieille pour redire un envoi sans jeton est reprise comme neuve.
_PRENDRE = """
INSERT INTO socle_envoi AS e (cle, vers, empreinte, le) VALUES (%s, '', %s, clock_timestamp())
ON CONFLICT (cle) DO UPDATE
SET vers = CASE WHEN e.le > statement_timestamp() - %s * interval '1 second' THEN e.vers ELSE '' END
RETURNING vers, empreinte
"""


class EnvoiQuerySet(models.QuerySet["Envoi"]):
    def prendre(self, cle: str, empreinte: str, secondes: float) -> "Envoi":
        """L'envoi de cette clé, à faire (`vers` vide) ou déjà fait depuis moins de `secondes`. Dans une transaction."""
        with connection.cursor() as curseur:
            curseur.execute(_PRENDRE, [cle, empreinte, secondes])
            vers, premiere = curseur.fetchone()
        return Envoi(cle=cle, vers=vers, empreinte=premiere)

    def effacer_les_vieux(self) -> None:
        """Ceux qu'aucune page ouverte ne redira plus."""
        self.filter(le__lt=timezone.now() - timedelta(days=JOURS_GARDES)).delete()


class Envoi(models.Model):
    """`cle` : l'empreinte du compte, de l'adresse et du jeton ; `empreinte` : celle de ce qui était envoyé ; `vers` :
    la page où mène ce qui en est né, jamais vide une fois la transaction validée."""

    cle = models.CharField("clé", max_length=64, primary_key=True)
    empreinte = models.CharField("empreinte", max_length=64)
    vers = models.TextField("page suivante", blank=True)
    le = models.DateTimeField("date et heure", db_index=True)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"

    def __str__(self) -> str:
        return self.vers
