"""L'écran de l'étude : la phrase et ses chiffres, les instruments comparés, les lots, les réponses."""

from typing import Any

from django.urls import reverse

from clauses.avant.opportunite.faits import Dossier, faits_du_projet, secteurs_du_projet
from clauses.avant.opportunite.models import Etude, MarcheSansClause
from clauses.avant.opportunite.presentation.commun import nom_court
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Definition, Lien, Page, Ton
from clauses.fond.socle.valeurs import en_euros, en_pourcent
from regles.contradictions import Contradiction, pour_les_notes
from regles.cycles import transition_possible
from regles.opportunite.avis import NOTES
from regles.opportunite.ouvertures import Ouverture
from regles.opportunite.procedure import dispense_de_procedure
from regles.opportunite.recommandation import SANS_CLAUSE, DecisionRecommandation
from regles.opportunite.resultats import A_JUSTIFIER, INDETERMINEE, OBLIGATOIRE, RECEVABLE, RESULTATS
from regles.typographie import enumerer, typographie

_OUI_NON = {True: "Oui", False: "Non", None: ""}


def page(acteur: Acteur, dossier: Dossier, conseil: DecisionRecommandation, permis: dict[str, bool]) -> Page:
    projet = dossier.projet
    return Page(
        titre=projet.nom,
        surtitre=typographie(f"Opportunité · {projet.donneur_d_ordre}"),
        phrase=phrase(conseil),
        ton=_ton(conseil),
        fil=fil_projet(acteur, projet, Lien("Opportunité")),
        onglets=onglets_projet(acteur, projet, "opportunite"),
        actions=_actions(dossier, permis),
    )


def phrase(conseil: DecisionRecommandation) -> str:
    """LA phrase : l'obligation avec ses deux chiffres, puis le conseil."""
    devoir = conseil.obligation
    debut = RESULTATS[devoir.resultat]
    if devoir.manque:
        debut += f" : il manque {enumerer(devoir.manque)}"
    elif devoir.valeur is not None and devoir.seuil is not None:
        debut += f" : {en_euros(devoir.valeur)} HT estimés, le seuil est de {en_euros(devoir.seuil)}"
    if conseil.instrument == SANS_CLAUSE and devoir.resultat != RECEVABLE:
        suite = "une dérogation justifiée serait à inscrire au registre" if devoir.resultat == OBLIGATOIRE else ""
        return typographie(f"{debut}. Aucun instrument ne convient en l'état{f' : {suite}' if suite else ''}.")
    if conseil.instrument == SANS_CLAUSE:
        return typographie(f"{debut}. Le marché peut être lancé sans clause, ou avec l'instrument de votre choix.")
    verdict = conseil.instruments.sur(conseil.instrument).verdict_en_mots
    return typographie(f"{debut}. {verdict} : {nom_court(conseil.instrument).lower()}.")


def _ton(conseil: DecisionRecommandation) -> Ton:
    return "attente" if conseil.obligation.resultat in (INDETERMINEE, A_JUSTIFIER) else "neutre"


def _actions(dossier: Dossier, permis: dict[str, bool]) -> list[Action]:
    """Répondre, clore ou rouvrir, inscrire au registre : ce que le rôle et l'état permettent."""
    pk, etude = dossier.projet.pk, dossier.etude
    actions = []
    if permis["modifier"] and not etude.est_close:
        neuve = etude._state.adding
        style: Any = "principale" if neuve else "secondaire"
        libelle = "Répondre aux questions" if neuve else "Modifier les réponses"
        actions.append(Action(libelle, reverse("opportunite:etude_modifier", args=[pk]), style=style, icone="pencil"))
        if not neuve:
            actions.append(Action("Clore l'étude…", reverse("opportunite:clore", args=[pk]), icone="lock"))
    if permis["modifier"] and etude.est_close:
        actions.append(Action("Rouvrir l'étude…", reverse("opportunite:rouvrir", args=[pk])))
    if permis["inscrire"]:
        actions.append(Action("Inscrire au registre…", reverse("opportunite:inscrire", args=[pk]), style="discrete"))
    return actions


def permissions(acteur: Acteur, dossier: Dossier, inscription: MarcheSansClause | None) -> dict[str, bool]:
    """Ce que l'acteur peut faire ici, selon son rôle et l'état de la fiche."""
    ouvert = dossier.projet.est_en_cours
    # Qui classe les fiches inscrit et classe d'un même geste : pas depuis un brouillon.
    se_classe = transition_possible("projet", dossier.projet.etat, "classer") or not peut(acteur, "projet.classer")
    return {
        "modifier": ouvert and peut(acteur, "etude.modifier", dossier.projet),
        "choisir": ouvert and peut(acteur, "choixdinstrument.choisir", dossier.projet),
        "inscrire": ouvert
        and se_classe
        and inscription is None
        and peut(acteur, "marchesansclause.inscrire", dossier.projet),
    }


def lignes_des_lots(dossier: Dossier, *, peut_choisir: bool) -> list[dict[str, Any]]:
    """Chaque lot : ce qui est conseillé, ce qui est choisi, pourquoi, et où choisir."""
    lignes = []
    for lot in dossier.lots:
        conseil, choix = dossier.conseil_du_lot(lot), getattr(lot, "choix_d_instrument", None)
        choix = choix if choix is not None and not choix.est_annule else None
        lignes.append(
            {
                "lot": lot,
                "conseil": nom_court(conseil.instrument),
                "choix": nom_court(choix.instrument) if choix else "",
                "motif": choix.motif if choix else "",
                "a_change": bool(choix and choix.recommande != conseil.instrument),
                "url": reverse("opportunite:choisir", args=[lot.pk]) if peut_choisir else "",
                "geste": "Changer" if choix else "Choisir",
            }
        )
    return lignes


def acte_de_suivre(dossier: Dossier) -> Action | None:
    """Suivre le conseil d'un coup, s'il reste des lots à choisir."""
    restent = len(dossier.conseils_a_suivre)
    if not restent:
        return None
    url = reverse("opportunite:suivre_le_conseil", args=[dossier.projet.pk])
    if restent == 1:
        return Action("Suivre le conseil", url, methode="post")
    qui = "tous les lots" if restent == len(dossier.lots) else f"les {restent} lots à choisir"
    return Action(f"Suivre le conseil pour {qui}", url, methode="post")


def definitions(dossier: Dossier) -> list[Definition]:
    """Les réponses de l'étude, et l'offre comptée."""
    etude: Etude = dossier.etude
    lignes = [
        Definition("Lien avec l'insertion", _OUI_NON[etude.lien_insertion], aide=etude.lien_precision),
        Definition("Lien avec le handicap", _OUI_NON[etude.lien_handicap]),
        Definition("Production en détention", _OUI_NON[etude.lien_detention]),
        Definition("L'insertion est l'objet", _OUI_NON[etude.est_service_d_insertion]),
        Definition("Sortant réservé ESS", _OUI_NON[etude.sortant_reserve_ess]),
        Definition("Structures autour", typographie(dossier.offre.en_mots(secteurs_du_projet(dossier)))),
    ]
    lignes += _procedure(dossier)
    if etude.chomage_jeunes is not None:
        lignes.append(Definition("Chômage des jeunes, territoire", en_pourcent(etude.chomage_jeunes, decimales=1)))
    if etude.chomage_jeunes_national is not None:
        lignes.append(Definition("Chômage des jeunes, pays", en_pourcent(etude.chomage_jeunes_national, decimales=1)))
    if etude.montant_options_ht:
        lignes.append(Definition("Options", f"{en_euros(etude.montant_options_ht)} HT"))
    if etude.derogation:
        lignes.append(Definition("Dérogation avancée", etude.get_derogation_display()))
        lignes.append(Definition("Son motif", etude.derogation_motif))
        url = reverse("opportunite:document_etude", args=[dossier.projet.pk]) if etude.a_un_document else ""
        lignes.append(Definition("Son document", etude.nom_fichier, url=url))
    return lignes


def _procedure(dossier: Dossier) -> list[Definition]:
    """Si l'achat se passe sans publicité ni mise en concurrence préalables, quand on sait le dire."""
    if dossier.projet.date_lancement is None:
        return []
    dispense = dispense_de_procedure(faits_du_projet(dossier), dossier.projet.date_lancement)
    return [Definition("Mise en concurrence", dispense.motif)] if dispense.est_dispense is not None else []


def contradictions(conseil: DecisionRecommandation) -> tuple[Contradiction, ...]:
    """Celles de l'obligation et de l'instrument conseillé."""
    return pour_les_notes({"obligation-sociale", NOTES.get(conseil.instrument, "")})


def ouvertures(conseil: DecisionRecommandation) -> tuple[Ouverture, ...]:
    return conseil.instruments.ouvertures
