"""Un compteur d'essais, dans la base : tous les processus du site le partagent."""

from django.db import models


class Frein(models.Model):
    """Les essais d'un geste par quelqu'un (une adresse, un compte, les deux). Ni l'un ni l'autre ne s'y lit.

    Rien du métier : pas de journal, et la purge l'efface une fois périmé.
    """

    empreinte = models.CharField("empreinte", max_length=64, primary_key=True)
    essais = models.PositiveIntegerField("essais comptés", default=0)
    libre_le = models.DateTimeField("prochain essai possible")
    perime_le = models.DateTimeField("oublié le", db_index=True)

    class Meta:
        verbose_name = "frein"
        ordering = ["perime_le", "pk"]

    def __str__(self) -> str:
        return self.empreinte
