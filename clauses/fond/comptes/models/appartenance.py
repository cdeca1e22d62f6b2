"""L'appartenance : une personne, un rôle, un périmètre."""

from typing import Self

from django.db import models

from clauses.fond.comptes.models.utilisateur import Utilisateur
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt

ROLES_D_EQUIPE = (Role.FACILITATEUR, Role.RESPONSABLE)
ROLES_DE_STRUCTURE = (Role.DONNEUR_D_ORDRE, Role.JURISTE, Role.TITULAIRE, Role.EMPLOYEUR)


class AppartenanceQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}

    def donnees(self) -> Self:
        """Celles qui n'ont pas été retirées, acceptées ou non."""
        return super().actifs()

    def actifs(self) -> Self:
        """Celles qui valent : données, et acceptées. Tout droit se lit ici."""
        return self.donnees().filter(acceptee_le__isnull=False)

    def en_attente(self) -> Self:
        return self.donnees().filter(acceptee_le__isnull=True)

    def actives(self) -> Self:
        return self.actifs().filter(utilisateur__is_active=True)


class Appartenance(ModeleMetier):
    """Ce qui relie un compte à son droit d'agir. Une personne peut en avoir plusieurs et en change à l'écran.

    L'équipe d'une porteuse n'a pas de `structure` ; un donneur d'ordre, son juriste, un titulaire ou un employeur
    a la fiche de sa structure dans le répertoire de la porteuse ; un pilote a un `departement`. Tant que la personne
    ne l'a pas acceptée (`acceptee_le`), elle n'ouvre rien.
    """

    utilisateur = models.ForeignKey(
        Utilisateur, verbose_name="utilisateur", on_delete=models.PROTECT, related_name="appartenances"
    )
    role = TexteCourt("rôle", max_length=15, choices=Role.choices)
    porteuse = models.ForeignKey(
        "structures.StructurePorteuse",
        verbose_name="structure porteuse",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    structure = models.ForeignKey(
        "structures.Structure", verbose_name="structure", null=True, blank=True, on_delete=models.PROTECT
    )
    departement = models.ForeignKey(
        "territoires.Departement", verbose_name="département", null=True, blank=True, on_delete=models.PROTECT
    )

    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True, editable=False)

    objects = AppartenanceQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "appartenance"
        ordering = ["utilisateur", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "role", "porteuse", "structure", "departement"],
                condition=models.Q(annule_le__isnull=True),
                nulls_distinct=False,
                name="appartenance_unique",
                violation_error_message="Cette personne a déjà ce rôle ici.",
            ),
            models.CheckConstraint(
                name="appartenance_perimetre",
                condition=(
                    models.Q(role__in=ROLES_D_EQUIPE, porteuse__isnull=False, structure__isnull=True)
                    | models.Q(role__in=ROLES_DE_STRUCTURE, porteuse__isnull=False, structure__isnull=False)
                    | models.Q(role=Role.PILOTE, departement__isnull=False, structure__isnull=True)
                ),
                violation_error_message=(
                    "Un facilitateur ou un responsable appartient à une structure porteuse ; un donneur d'ordre, son "
                    "juriste, un titulaire ou un employeur à une structure de son répertoire ; un pilote à un "
                    "département."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} — {self.structure or self.porteuse or self.departement}"

    @property
    def est_en_attente(self) -> bool:
        return self.acceptee_le is None and not self.est_annule

    def en_acteur(self) -> Acteur:
        if self.acceptee_le is None:
            raise ValueError("Un rôle qui attend d'être accepté n'ouvre rien.")
        return Acteur(
            identifiant=str(self.utilisateur_id),
            nom=str(self.utilisateur),
            role=self.role,
            utilisateur_id=self.utilisateur_id,
            appartenance_id=self.pk,
            porteuse_id=self.porteuse_id,
            structure_id=self.structure_id,
            departement=self.departement_id or "",
        )
