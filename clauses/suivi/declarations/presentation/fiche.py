"""La fiche d'un mois : chaque ligne avec ses contrôles, le mois d'avant, et ce que l'on peut en faire."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Lien, Page
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.valeurs import en_date_longue, en_heures, en_mois
from clauses.suivi.declarations.decision import motifs_de_refus
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.models.contrat_insertion import periodes_a_dire
from clauses.suivi.declarations.presentation.liste import est_en_retard
from clauses.suivi.declarations.services.controles import Controle, controler
from clauses.suivi.declarations.services.feuille import EQUIPE, pourquoi_pas_saisir
from regles.calendrier import ajouter_mois
from regles.typographie import accorder, typographie

Etat = LigneHeures.Etat


@dataclass(frozen=True)
class LigneAffichee:
    """Une ligne du mois, prête à montrer. `blocages` ▲ et `remarques` ● : seulement pour qui valide. `periode` :
    les dates du contrat, si la personne en a plusieurs ce mois-ci."""

    ligne: LigneHeures
    precedente: Decimal | None
    blocages: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    a_repondre: UUID | None = None
    ecartees: tuple[tuple[Decimal, str], ...] = ()
    est_a_valider: bool = False
    peut_rouvrir: bool = False
    periode: str = ""

    @property
    def case(self) -> str:
        """« clé:version » : on valide ce que l'on a lu."""
        return f"{self.ligne.pk}:{self.ligne.version}"

    @property
    def peut_valider(self) -> bool:
        return self.est_a_valider and not self.blocages

    @property
    def ecart(self) -> Decimal | None:
        """La différence avec le mois d'avant, en heures."""
        return None if self.precedente is None else self.ligne.declarees - self.precedente


def lignes_du_mois(declaration: DeclarationMensuelle, acteur: Acteur, *, valide: bool) -> list[LigneAffichee]:
    """Les lignes que cet acteur voit ; `valide` ajoute les contrôles des règles."""
    lignes = list(
        LigneHeures.objects.visibles_par(acteur)
        .actifs()
        .filter(declaration=declaration)
        .select_related("contrat__participant", "contrat__employeur")
        .order_by("contrat__participant__tri", "pk")
    )
    controles = controler(ligne for ligne in lignes if ligne.etat == Etat.SOUMISE) if valide else {}
    avant = _mois_d_avant(declaration, [ligne.contrat_id for ligne in lignes])
    periodes = periodes_a_dire(ligne.contrat for ligne in lignes)
    return [
        replace(
            _affichee(ligne, controles.get(ligne.pk), avant.get(ligne.contrat_id), valide),
            periode=periodes.get(ligne.contrat_id, ""),
        )
        for ligne in lignes
    ]


def _mois_d_avant(declaration: DeclarationMensuelle, contrats: list[UUID]) -> dict[UUID, Decimal]:
    lignes = LigneHeures.objects.actifs().filter(
        contrat_id__in=contrats, lot_id=declaration.lot_id, mois=ajouter_mois(declaration.mois, -1)
    )
    return dict(lignes.order_by("pk").values_list("contrat_id", "declarees"))


def _affichee(ligne: LigneHeures, controle: Controle | None, precedente: Decimal | None, valide: bool) -> LigneAffichee:
    if controle is None:
        ecartees = motifs_de_refus(ligne.decision)
        return LigneAffichee(
            ligne, precedente, ecartees=ecartees, peut_rouvrir=valide and ligne.verbes_du_cycle()["rouvrir"]
        )
    return LigneAffichee(
        ligne,
        precedente,
        blocages=controle.blocages,
        remarques=_remarques(controle),
        a_repondre=controle.a_repondre,
        est_a_valider=True,
    )


def _remarques(controle: Controle) -> tuple[str, ...]:
    """Les remarques, celles qui écartent des heures disant combien."""
    ecartees: dict[str, Decimal] = {}
    for refus in controle.decision.refus:
        ecartees[refus.motif] = ecartees.get(refus.motif, Decimal(0)) + refus.heures
    return tuple(
        typographie(f"{en_heures(ecartees[texte])} ne compteront pas : {texte}" if texte in ecartees else texte)
        for texte in controle.remarques
    )


def titre(declaration: DeclarationMensuelle) -> str:
    return f"{en_mois(declaration.mois).capitalize()} — {declaration.attribution.structure}"


def surtitre(declaration: DeclarationMensuelle) -> str:
    return declaration.lot.en_situation


def page_du_mois(
    declaration: DeclarationMensuelle,
    lignes: Iterable[LigneAffichee],
    acteur: Acteur,
    capacites: dict[str, bool],
    jour: date,
    suivant: Sequence[Action] = (),
) -> Page:
    """`suivant` : ce qui mène au mois d'après, quand celui-ci est fini ; il passe devant les autres actes."""
    lignes = list(lignes)
    return Page(
        titre=titre(declaration),
        surtitre=surtitre(declaration),
        phrase=phrase_du_mois(declaration, lignes, acteur, jour),
        ton="alerte" if est_en_retard(declaration, jour) else "neutre",
        fil=[Lien("Déclarations", reverse("declarations:liste")), Lien(titre(declaration))],
        actions=[*suivant, *actions_du_mois(declaration, lignes, acteur, capacites, jour)],
    )


def phrase_du_mois(declaration: DeclarationMensuelle, lignes: list[LigneAffichee], acteur: Acteur, jour: date) -> str:
    """Où en est le mois, et à qui de jouer."""
    heures = sum((affichee.ligne.declarees for affichee in lignes), Decimal(0))
    personnes = len({affichee.ligne.contrat.participant_id for affichee in lignes})
    total = f"{accorder(personnes, 'personne')}, {en_heures(heures)}"
    entreprise, echeance = declaration.attribution.structure, en_date_longue(declaration.echeance)
    if declaration.etat_du_cycle == "neant":
        return f"{entreprise} a déclaré n'avoir aucune heure ce mois-ci."
    if declaration.etat == "attendue":
        retard = " : le délai est passé" if est_en_retard(declaration, jour) else ""
        return typographie(f"Attendu de {entreprise} avant le {echeance}{retard}.")
    if declaration.etat == "a_corriger":
        return typographie(f"Rendu à {entreprise} pour correction : {declaration.motif}")
    if declaration.etat == "validee":
        retenu = sum((affichee.ligne.retenues for affichee in lignes), Decimal(0))
        return f"Validé. {en_heures(retenu)} retenues sur {en_heures(heures)} déclarées."
    if acteur.role not in EQUIPE:
        siennes = total if lignes else "aucune ligne ne vous concerne ce mois-ci"
        return typographie(f"Transmis : {siennes}. Votre facilitateur doit le valider.")
    return f"{total} transmises par {entreprise}{_controles_en_mots(lignes)}."


def _controles_en_mots(lignes: list[LigneAffichee]) -> str:
    bloquees = sum(bool(affichee.blocages) for affichee in lignes)
    remarques = sum(bool(affichee.remarques) for affichee in lignes)
    morceaux = [accorder(bloquees, "ligne bloquée", "lignes bloquées")] if bloquees else []
    morceaux += [accorder(remarques, "ligne à confirmer", "lignes à confirmer")] if remarques else []
    return typographie(" ; " + " et ".join(morceaux)) if morceaux else ", sans aucune remarque"


def actions_du_mois(
    declaration: DeclarationMensuelle,
    lignes: list[LigneAffichee],
    acteur: Acteur,
    capacites: dict[str, bool],
    jour: date,
) -> list[Action]:
    adresse = lambda nom: reverse(f"declarations:{nom}", args=[declaration.pk])  # noqa: E731
    actions = []
    sans_remarque = [a.ligne for a in lignes if a.est_a_valider and not a.blocages and not a.remarques]
    if capacites["valider"] and sans_remarque:
        libelle = "Valider la ligne" if len(sans_remarque) == 1 else f"Valider les {len(sans_remarque)} lignes"
        libelle += "" if len(sans_remarque) == len(lignes) else " sans remarque"
        lues = versions_de(sans_remarque)
        actions.append(
            Action(libelle, adresse("valider_tout"), "principale", "check-lg", "post", touche="V", lues=lues)
        )
    if capacites["saisir"] and not pourquoi_pas_saisir(declaration, acteur, jour):
        attendu = declaration.etat in ("attendue", "a_corriger")
        libelle = "Saisir les heures" if attendu else "Corriger les heures"
        premier = attendu and acteur.role not in EQUIPE
        actions.append(Action(libelle, adresse("saisir"), "principale" if premier else "secondaire", "pencil"))
    if acteur.role in EQUIPE and declaration.verbes_du_cycle()["demander_correction"]:
        actions.append(Action("Rendre tout le mois…", adresse("corriger"), "secondaire"))
    if capacites["rouvrir"]:
        actions.append(Action("Rouvrir le mois…", adresse("rouvrir"), "discrete"))
    return actions
