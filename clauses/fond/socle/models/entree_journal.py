"""Le journal : qui a changé quoi, quand, depuis quelle valeur. Écrit par la base, jamais par Python."""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_noop


class EntreeJournalQuerySet(models.QuerySet["EntreeJournal"]):
    def de(self, *objets: models.Model) -> "EntreeJournalQuerySet":
        """Les entrées de ces objets, de la plus récente à la plus ancienne."""
        return self.de_cles((o._meta.db_table, o.pk) for o in objets)

    def de_cles(self, cles: Iterable[tuple[str, Any]]) -> "EntreeJournalQuerySet":
        par_table: dict[str, list[Any]] = {}
        for table, cle in cles:
            par_table.setdefault(table, []).append(cle)
        condition = models.Q(pk__in=[])
        for table, valeurs in par_table.items():
            condition |= models.Q(table=table, objet_id__in=valeurs)
        return self.filter(condition).order_by("-le", "-pk")


class EntreeJournal(models.Model):
    """Une écriture sur une ligne du métier. `avant` et `apres` ne portent que les champs changés
    (toute la ligne à la création)."""

    class Action(models.TextChoices):
        CREATION = "creation", gettext_noop("Création")
        MODIFICATION = "modification", gettext_noop("Modification")
        EFFACEMENT = "effacement", gettext_noop("Effacement")

    id = models.BigAutoField(primary_key=True)
    table = models.CharField("table", max_length=63)
    objet_id = models.UUIDField("objet")
    action = models.CharField("action", max_length=12, choices=Action.choices)
    auteur = models.CharField("identifiant de l'auteur", max_length=200)
    auteur_nom = models.CharField("auteur", max_length=200)
    motif = models.TextField("motif", blank=True)
    le = models.DateTimeField("date et heure")
    avant = models.JSONField("valeurs d'avant", null=True)
    apres = models.JSONField("valeurs d'après", null=True)

    objects = EntreeJournalQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["table", "objet_id", "-le"], name="journal_objet")]
        triggers = [
            pgtrigger.Protect(name="journal_inalterable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} par {self.auteur_nom}"
