"""La vie d'un marché : ce qui lui est arrivé, et quand."""

from decimal import Decimal

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from clauses.fond.socle.valeurs import en_euros
from regles.engagement import LectureResiliation
from regles.typographie import majuscule, minuscule, typographie


def ecarts_en_mots(montant_ht: Decimal | None, duree_mois: int | None) -> list[str]:
    """« +3 mois », « +12 000 € HT » : ce qu'un événement change ; rien de ce qu'il ne change pas."""
    mots = [f"{duree_mois:+d}\u00a0mois".replace("-", "\u2212")] if duree_mois else []
    signe = "+" if montant_ht and montant_ht > 0 else ""
    return [*mots, f"{signe}{en_euros(montant_ht)} HT"] if montant_ht else mots


def sans_lot(argent: Decimal, lots: int) -> str:
    """« 300 000 € HT d'avenant ne sont répartis dans aucun des 3 lots : … », et quoi faire."""
    return typographie(
        f"{en_euros(argent, centimes=False)} HT d'avenant ne sont répartis dans aucun des {lots} lots : une clause "
        "calculée sur le montant d'un lot ne les compte pas. Corriger le montant de chaque lot, ou noter l'avenant lot "
        "par lot après avoir annulé celui du marché."
    )


class EvenementMarcheQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                marche__operation__donneur_d_ordre_id=acteur.structure_id,
                marche__porteuse_id=acteur.porteuse_id,
            ),
        }


class EvenementMarche(ModeleMetier):
    """Un fait daté de la vie du marché. L'affermissement vise une tranche ; la reconduction allonge la durée
    faite ; la résiliation et la réception l'arrêtent. `lecture_resiliation` : à quoi une résiliation arrête les heures
    dues ; vide, à ce qui était acquis."""

    class Nature(models.TextChoices):
        NOTIFICATION = "notification", "Notification"
        ORDRE_DE_SERVICE = "ordre_de_service", "Ordre de service"
        AVENANT = "avenant", "Avenant"
        RECONDUCTION = "reconduction", "Reconduction"
        AFFERMISSEMENT = "affermissement", "Affermissement d'une tranche"
        RECEPTION = "reception", "Réception"
        RESILIATION = "resiliation", "Résiliation"

    marche = models.ForeignKey(
        "marches.Marche", verbose_name="marché", on_delete=models.PROTECT, related_name="evenements"
    )
    lot = models.ForeignKey(
        "marches.Lot",
        verbose_name="lot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evenements",
    )
    tranche = models.ForeignKey(
        "marches.Tranche", verbose_name="tranche", null=True, blank=True, on_delete=models.PROTECT
    )
    nature = TexteCourt("nature", max_length=16, choices=Nature.choices)
    jour = models.DateField("date")
    reference = TexteCourt("référence", max_length=60, blank=True)
    description = TexteLong("description", blank=True)
    montant_ht = models.DecimalField(
        "effet sur le montant HT (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    duree_mois = models.SmallIntegerField("effet sur la durée (mois)", null=True, blank=True)
    lecture_resiliation = models.CharField(
        "heures dues arrêtées à",
        max_length=9,
        blank=True,
        choices=[(str(lecture), majuscule(lecture.arrete_a)) for lecture in LectureResiliation],
    )

    objects = EvenementMarcheQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "événement de marché"
        verbose_name_plural = "événements de marché"
        ordering = ["jour", "cree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evenement_affermissement_vise_une_tranche",
                condition=~models.Q(nature="affermissement") | models.Q(tranche__isnull=False),
                violation_error_message="Un affermissement vise une tranche.",
            )
        ]

    def __str__(self) -> str:
        arret = f" ({self.arret_en_mots})" if self.lecture_resiliation else ""
        return f"{self.get_nature_display()} du {self.jour:%d/%m/%Y}{arret}"

    @property
    def arret_en_mots(self) -> str:
        """« heures dues : la part du temps écoulé » : à quoi la résiliation les arrête ; « » si rien n'en est dit."""
        lecture = self.get_lecture_resiliation_display()
        return f"heures dues\u00a0: {minuscule(lecture)}" if lecture else ""
