"""Le code officiel géographique, réduit à ce que la clause demande."""

from django.db import models

from clauses.fond.socle.models.textes import Donnees, TexteCourt


class Region(models.Model):
    """Une région. `code` : code INSEE à deux chiffres."""

    code = models.CharField("code INSEE", max_length=2, primary_key=True)
    nom = TexteCourt("nom", max_length=100)

    class Meta:
        verbose_name = "région"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """Un département ou une collectivité d'outre-mer. `code` : 01 à 95, 2A, 2B, 971 à 988."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = TexteCourt("nom", max_length=100)
    region = models.ForeignKey(Region, verbose_name="région", null=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Commune(models.Model):
    """Une commune. `code` : code INSEE à cinq caractères ; plusieurs codes postaux possibles. Position en degrés."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = TexteCourt("nom", max_length=120)
    codes_postaux = Donnees("codes postaux", default=list, blank=True)
    departement = models.ForeignKey(Departement, verbose_name="département", on_delete=models.PROTECT)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)

    class Meta:
        verbose_name = "commune"
        ordering = ["code"]
        indexes = [models.Index(fields=["nom"], name="commune_nom")]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


def departement_du_code_postal(code_postal: str) -> str:
    """Le code du département d'un code postal de cinq chiffres, vide s'il n'en dit rien.

    La Corse partage le préfixe 20 : 200xx et 201xx sont en Corse-du-Sud, 202xx et 206xx en Haute-Corse.
    """
    if len(code_postal) != 5 or not code_postal.isdigit():
        return ""
    if code_postal.startswith(("97", "98")):
        return code_postal[:3]
    if code_postal.startswith("20"):
        return "2A" if code_postal[2] in "01" else "2B"
    return code_postal[:2]
