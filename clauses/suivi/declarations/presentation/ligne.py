"""Une ligne d'heures, seule : le chiffre et son calcul."""

from urllib.parse import urlencode

from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Calcul, Definition, Lien, Page
from clauses.fond.socle.valeurs import en_heures, en_mois
from clauses.suivi.declarations.decision import en_calcul
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.controles import controler
from regles.socle import Decision
from regles.typographie import typographie


def page_de_la_ligne(ligne: LigneHeures, acteur: Acteur) -> Page:
    personne, mois = ligne.contrat.participant, en_mois(ligne.mois)
    actions = []
    if peut(acteur, "ligneheures.rouvrir") and ligne.verbes_du_cycle()["rouvrir"]:
        operation = ligne.lot.marche.operation_id
        adresse = reverse("declarations:acte_lignes", args=[operation, "rouvrir"])
        choisie = urlencode({"lignes": f"{ligne.pk}:{ligne.version}"})
        actions.append(Action("Rouvrir la ligne…", f"{adresse}?{choisie}", "secondaire"))
    fil = [Lien("Déclarations", reverse("declarations:liste"))]
    if ligne.declaration_id:
        fil.append(Lien(mois.capitalize(), reverse("declarations:fiche", args=[ligne.declaration_id])))
    return Page(
        titre=f"{personne}, {mois}",
        surtitre=ligne.lot.en_situation,
        phrase=_phrase(ligne),
        ton="alerte" if ligne.etat == LigneHeures.Etat.REFUSEE else "neutre",
        fil=[*fil, Lien(str(personne))],
        actions=actions,
    )


def _phrase(ligne: LigneHeures) -> str:
    if ligne.etat == LigneHeures.Etat.VALIDEE:
        return f"{en_heures(ligne.retenues)} retenues sur {en_heures(ligne.declarees)} déclarées."
    motif = f" : {ligne.motif}" if ligne.motif else ""
    return typographie(f"{en_heures(ligne.declarees)} déclarées. {ligne.get_etat_display()}{motif}.")


def definitions_de(ligne: LigneHeures) -> list[Definition]:
    contrat = ligne.contrat
    periode = f"de {en_mois(ligne.depuis)} à {en_mois(ligne.mois)}" if ligne.depuis else en_mois(ligne.mois)
    return [
        Definition("Personne", contrat.participant, reverse("participants:fiche", args=[contrat.participant_id])),
        Definition("Contrat", contrat.get_type_contrat_display(), reverse("declarations:contrat", args=[contrat.pk])),
        Definition("Employeur", contrat.employeur),
        Definition("Période", periode),
        Definition("Travail", en_heures(ligne.heures_travaillees)),
        Definition("Formation", en_heures(ligne.heures_formation)),
        Definition("Accompagnement", en_heures(ligne.heures_accompagnement)),
        Definition("État", ligne.get_etat_display()),
        Definition("Précision", ligne.observation),
        Definition("Source", ligne.get_source_display()),
    ]


def calcul_de(ligne: LigneHeures, *, equipe: bool) -> Calcul | Decision | None:
    """La décision figée ; avant la validation, celle que les règles rendraient (pour l'équipe seulement)."""
    if ligne.decision:
        return en_calcul(ligne.decision)
    if equipe and ligne.etat == LigneHeures.Etat.SOUMISE:
        return controler([ligne])[ligne.pk].decision
    return None
