"""Valider : les autres mois qui attendent, les actes groupés, et la page qui demande la raison."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Acte, Action, BarreActions, Confirmation, Vide
from clauses.fond.socle.valeurs import en_mois
from clauses.suivi.declarations.models import EN_ATTENTE, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.presentation.fiche import LigneAffichee
from clauses.suivi.declarations.presentation.liste import Etat, est_en_retard
from clauses.suivi.declarations.services.feuille import EQUIPE, pourquoi_pas_saisir
from regles.typographie import minuscule

FORMULAIRE = "lignes"
EN_ATTENTE_AU_PLUS = 40
SANS_DECISION = Q(lignes__annule_le__isnull=True, lignes__etat__in=EN_ATTENTE)


@dataclass(frozen=True)
class MoisEnAttente:
    """Un mois de la colonne de gauche."""

    url: str
    mois: str
    entreprise: str
    lot: str
    personnes: int
    est_actif: bool
    est_ancien: bool


def mois_en_attente(acteur: Acteur, courant: DeclarationMensuelle) -> list[MoisEnAttente]:
    """Les mois à valider, les plus anciens d'abord ; celui que l'on regarde est marqué."""
    mois = (
        DeclarationMensuelle.objects.visibles_par(acteur)
        .actifs()
        .a_valider()
        .select_related("lot__marche__operation", "attribution__structure")
        .annotate(personnes=Count("lignes__contrat__participant", filter=SANS_DECISION, distinct=True))
        .order_by("mois", "attribution__structure__tri", "pk")[:EN_ATTENTE_AU_PLUS]
    )
    return [
        MoisEnAttente(
            url=reverse("declarations:fiche", args=[m.pk]),
            mois=en_mois(m.mois).capitalize(),
            entreprise=str(m.attribution.structure),
            lot=f"{m.lot.marche.operation} · lot {m.lot.numero}",
            personnes=m.personnes,
            est_actif=m.pk == courant.pk,
            est_ancien=m.mois < courant.mois,
        )
        for m in mois
    ]


def suivant(en_attente: Sequence[MoisEnAttente], courant: DeclarationMensuelle) -> list[Action]:
    """Un mois décidé mène au suivant de la file ; rien tant que celui-ci attend, ou s'il n'en reste pas."""
    if courant.etat != Etat.VALIDEE or not en_attente:
        return []
    mois = en_attente[0]
    return [
        Action(f"Passer à {minuscule(mois.mois)}, {mois.entreprise}", mois.url, style="principale", icone="arrow-right")
    ]


def barre_d_actes(lignes: list[LigneAffichee]) -> BarreActions | None:
    """Les actes sur les lignes cochées ; rien s'il n'y a rien à décider."""
    if not any(affichee.est_a_valider for affichee in lignes):
        return None
    return barre()


def barre() -> BarreActions:
    return BarreActions(
        FORMULAIRE,
        (
            Acte("valider", "Valider la ligne", "Valider les {n} lignes", principal=True),
            Acte("corriger", "Demander une correction…", "Demander {n} corrections…"),
            Acte("refuser", "Refuser la ligne…", "Refuser les {n} lignes…"),
        ),
    )


def barre_avec_reouverture() -> BarreActions:
    """La même, où des lignes déjà décidées peuvent être cochées."""
    simple = barre()
    rouvrir = Acte("rouvrir", "Rouvrir la ligne…", "Rouvrir les {n} lignes…")
    return BarreActions(simple.formulaire, (*simple.actes, rouvrir))


def mois_vide(declaration: DeclarationMensuelle, acteur: Acteur, jour: date) -> Vide:
    """Pourquoi il n'y a rien à lire, et le premier acte."""
    if declaration.etat_du_cycle == "neant":
        texte = declaration.observation or "Le déclarant n'a pas donné de précision."
        return Vide("Aucune heure ce mois-ci", texte, icone="check-lg")
    action = None
    if not pourquoi_pas_saisir(declaration, acteur, jour):
        action = Action("Saisir les heures", reverse("declarations:saisir", args=[declaration.pk]), icone="pencil")
    if acteur.role in EQUIPE and est_en_retard(declaration, jour):
        return Vide(
            "Rien n'est transmis, et le délai est passé", "Relancez le déclarant, ou saisissez à sa place.", action
        )
    if declaration.etat == Etat.ATTENDUE:
        return Vide(
            f"Rien n'est saisi pour {en_mois(declaration.mois)}", "Le silence n'est pas une déclaration.", action
        )
    return Vide("Aucune ligne d'heures dans ce mois", "", action)


VERBES = {
    "corriger": ("Demander une correction", "Heures à corriger", False),
    "refuser": ("Refuser", "Heures qui ne compteront pas", True),
    "rouvrir": ("Rouvrir", "Heures rouvertes, à corriger", True),
}


def demande_de_motif(verbe: str, lignes: list[LigneHeures], retour: str, *, entreprise: str) -> Confirmation:
    """La confirmation d'un acte sur des lignes : ce qui va se passer, pour qui, et la raison."""
    mot, effet, dangereux = VERBES[verbe]
    combien = "cette ligne" if len(lignes) == 1 else f"ces {len(lignes)} lignes"
    consequences = [f"{effet}\u00a0: {', '.join(str(ligne.contrat.participant) for ligne in lignes)}."]
    if verbe == "rouvrir":
        consequences.append("Les heures retenues reviennent à zéro ; le journal garde l'ancienne valeur.")
    return Confirmation(
        question=f"{mot} pour {combien}\u202f?" if verbe == "corriger" else f"{mot} {combien}\u202f?",
        verbe=mot if len(lignes) == 1 else f"{mot} ({len(lignes)} lignes)",
        consequences=consequences,
        url_retour=retour,
        aide_motif=f"{entreprise} lira ce motif.",
        est_dangereuse=dangereux,
    )


def demande_de_neant(retour: str, lues: str) -> Confirmation:
    """La confirmation d'un mois sans aucune heure. `lues` : ce que l'acte remplace, tel qu'on le montre."""
    return Confirmation(
        question="Déclarer qu'il n'y a eu aucune heure d'insertion ce mois-ci\u202f?",
        verbe="Déclarer un mois sans heures",
        consequences=("Le mois est transmis. Les brouillons d'heures de ce mois sont annulés.",),
        url_retour=retour,
        libelle_motif="En un mot, pourquoi\u202f?",
        aide_motif="Par exemple\u00a0: chantier à l'arrêt, contrat fini, recrutement en cours.",
        lues=lues,
    )


def demande_sur_le_mois(verbe: str, nombre: int, retour: str, *, entreprise: str) -> Confirmation:
    """La même, pour tout un mois."""
    if verbe == "rouvrir":
        effets: tuple[str, ...] = (
            f"{nombre} lignes décidées redeviennent « à corriger », et ne comptent plus.",
            f"{entreprise} pourra reprendre sa déclaration.",
        )
        question, mot = "Rouvrir ce mois ?", "Rouvrir le mois"
    else:
        effets = (f"{nombre} lignes à valider redeviennent « à corriger », chez {entreprise}.",)
        question, mot = "Rendre tout le mois pour correction ?", "Rendre le mois"
    return Confirmation(
        question=question,
        verbe=mot,
        consequences=effets,
        url_retour=retour,
        aide_motif=f"{entreprise} lira ce motif.",
        est_dangereuse=verbe == "rouvrir",
    )
