"""Saisir un mois : garder un brouillon, transmettre, déclarer un mois sans heures.

Tout est vérifié avant que rien ne s'écrive. Envoyé deux fois, un mois n'est transmis qu'une. Deux personnes à
la fois : la seconde reçoit `ModifieEntreTemps`, avec ce que la première a écrit.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from clauses.fond.socle.acte import annuler_ligne, etat_apres, poser
from clauses.fond.socle.acte import enregistrer as enregistrer_la_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, changements_depuis, exiger_lues, verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal, ModeleMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.models import ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.services.controle_saisie import (
    HEURES,
    HeuresSaisies,
    Probleme,
    SaisieRefusee,
    problemes_de_la_saisie,
)
from clauses.suivi.declarations.services.feuille import Feuille, feuille_du_mois, pourquoi_pas_saisir

Etat = DeclarationMensuelle.Etat
Changement = tuple[str, Any, Any, str]  # voir `ModifieEntreTemps`


@service
def enregistrer(
    declaration: DeclarationMensuelle,
    lignes: Sequence[HeuresSaisies],
    *,
    par: Acteur,
    version_lue: int | None = None,
    observation: str = "",
) -> DeclarationMensuelle:
    """Garde un brouillon : rien n'est transmis, rien n'est exigé. Lève `SaisieRefusee` ou `ModifieEntreTemps`."""
    actuelle, feuille, lignes = _ouvrir(declaration, lignes, par, version_lue, observation)
    _verifier(problemes_de_la_saisie(feuille, lignes, complet=False))
    _ecrire(feuille, lignes)
    _noter(actuelle, observation)
    return actuelle


@service
def soumettre(
    declaration: DeclarationMensuelle,
    lignes: Sequence[HeuresSaisies],
    *,
    par: Acteur,
    version_lue: int | None = None,
    observation: str = "",
) -> DeclarationMensuelle:
    """Transmet le mois au facilitateur. Chaque personne a ses heures, ou zéro avec sa raison.

    Un employeur transmet les siennes ; le mois entier n'est transmis que lorsque personne ne manque.
    """
    actuelle, feuille, lignes = _ouvrir(declaration, lignes, par, version_lue, observation)
    if not feuille.places:
        raise RefusMetier("Personne n'est à déclarer ce mois-ci : choisissez « Aucune heure ce mois-ci ».")
    _verifier(problemes_de_la_saisie(feuille, lignes, complet=True))
    _ecrire(feuille, lignes)
    relue = feuille_du_mois(actuelle, par)
    _transmettre_les_lignes(relue)
    _noter(actuelle, observation)
    if feuille.est_entiere or not _lignes_manquantes(actuelle):
        _transmettre_le_mois(actuelle)
    return actuelle


@service
def declarer_neant(
    declaration: DeclarationMensuelle, *, par: Acteur, observation: str = "", lues: str | None = None
) -> DeclarationMensuelle:
    """Déclare un mois sans aucune heure : c'est une déclaration, le silence n'en est pas une.

    `lues` : la déclaration et les heures que la page montrait (`a_vider`), car celles-ci vont être annulées.
    """
    actuelle, feuille, _ = _ouvrir(declaration, (), par, None, observation)
    if actuelle.etat_du_cycle == "neant" and actuelle.observation == observation.strip():
        return actuelle
    exiger_lues(a_vider(feuille), lues, de=actuelle, quoi="ce mois vient", en_mots=_de_qui)
    if actuelle.etat_du_cycle == "neant":
        return enregistrer_la_ligne(actuelle, {"observation": observation.strip()})
    if not feuille.est_entiere:
        raise RefusMetier(
            "D'autres employeurs ont des personnes ce mois-ci : seul l'attributaire peut le déclarer vide."
        )
    _sans_heures(feuille)
    # Un mois transmis par erreur et encore corrigeable repasse d'abord entre les mains du déclarant.
    avant = Etat.A_CORRIGER if actuelle.etat == Etat.SOUMISE else actuelle.etat
    if etat_apres("declaration", avant, "declarer_neant") != "neant":
        raise RefusMetier("Ce mois ne peut plus être déclaré sans heures.")
    neant = {"etat": Etat.VALIDEE, "est_neant": True, "soumise_le": timezone.now(), "motif": ""}
    return enregistrer_la_ligne(actuelle, {**neant, "observation": observation.strip()})


def a_vider(feuille: Feuille) -> list[ModeleMetier]:
    """Ce qu'un mois déclaré sans heures remplace : la déclaration, et les heures déjà saisies."""
    return [feuille.declaration, *(place.ligne for place in feuille.places if place.ligne is not None)]


def _de_qui(ligne: ModeleMetier) -> str:
    return str(ligne.contrat.participant) if isinstance(ligne, LigneHeures) else "Le mois"


def _ouvrir(
    declaration: DeclarationMensuelle,
    lignes: Sequence[HeuresSaisies],
    par: Acteur,
    version_lue: int | None,
    observation: str,
) -> tuple[DeclarationMensuelle, Feuille, list[HeuresSaisies]]:
    """Le mois sous verrou, sa feuille et ce qui a été touché, si l'acteur peut y écrire et si rien n'a changé
    sous ses yeux."""
    actuelle = verrouiller(declaration)
    feuille = feuille_du_mois(actuelle, par)
    _refuser_les_etrangeres(feuille, lignes)
    # Une ligne écrite par un autre, que l'on n'a ni lue ni touchée, n'est pas de cette saisie.
    touchees = [ligne for ligne in lignes if ligne.est_touchee or feuille.par_contrat[ligne.contrat_id].ligne is None]
    changements = _changements(actuelle, feuille, touchees, version_lue, observation)
    if changements:
        raise ModifieEntreTemps(actuelle, changements)
    raison = pourquoi_pas_saisir(actuelle, par, timezone.localdate())
    if raison:
        raise RefusMetier(raison)
    return actuelle, feuille, touchees


def _refuser_les_etrangeres(feuille: Feuille, lignes: Sequence[HeuresSaisies]) -> None:
    for ligne in lignes:
        if ligne.contrat_id not in feuille.par_contrat:
            raise RefusMetier(
                "Une ligne vise un contrat qui n'est pas le vôtre, ou qui ne court pas ce mois-ci. "
                "Rien n'a été enregistré : rouvrez la page du mois."
            )


def _changements(
    actuelle: DeclarationMensuelle,
    feuille: Feuille,
    lignes: Sequence[HeuresSaisies],
    version_lue: int | None,
    observation: str,
) -> list[Changement]:
    """Ce que d'autres ont écrit depuis la lecture, et que cette saisie effacerait. Redire n'efface rien."""
    changements: list[Changement] = []
    for saisie in lignes:
        place = feuille.par_contrat[saisie.contrat_id]
        ligne, contrat = place.ligne, place.contrat
        if saisie.contrat_lu not in (None, contrat.version) and saisie.dit_un_depart(contrat):
            changements += _de_la_personne(contrat, contrat, saisie.contrat_lu)
        if ligne is None or ligne.version == saisie.version_lue or saisie.redit(ligne):
            continue
        changements += _changements_de_la_ligne(contrat, ligne, saisie.version_lue)
    if version_lue is not None and actuelle.version != version_lue and actuelle.observation != observation.strip():
        notes = changements_depuis(actuelle, version_lue)
        changements += [note for note in notes if note[0].lower() == "observation du déclarant"]
    return changements


def _changements_de_la_ligne(
    contrat: ContratInsertion, ligne: LigneHeures, version_lue: int | None
) -> list[Changement]:
    """Ce qui a changé sur la ligne d'une personne ; une ligne née entre-temps dit ses heures et son auteur."""
    if version_lue is None:
        auteur = EntreeJournal.objects.de(ligne).values_list("auteur_nom", flat=True).first()
        return [(f"{contrat.participant} : heures travaillées", "", en_heures(ligne.heures_travaillees), auteur or "")]
    return _de_la_personne(contrat, ligne, version_lue)


def _de_la_personne(contrat: ContratInsertion, change: ModeleMetier, version_lue: int) -> list[Changement]:
    lus = changements_depuis(change, version_lue)
    return [(f"{contrat.participant} : {champ.lower()}", *reste) for champ, *reste in lus]


def _verifier(problemes: Sequence[Probleme]) -> None:
    if problemes:
        raise SaisieRefusee(problemes)


def _ecrire(feuille: Feuille, lignes: Sequence[HeuresSaisies]) -> None:
    """Écrit les lignes qui changent, et les départs. La saisie a été vérifiée."""
    for saisie in lignes:
        place = feuille.par_contrat[saisie.contrat_id]
        if saisie.dit_un_depart(place.contrat):
            fin = {"date_fin": saisie.parti_le, "motif_fin": saisie.motif_fin}
            enregistrer_la_ligne(verrouiller(poser(place.contrat, fin)), fin)
        if not place.est_modifiable or (place.ligne is not None and saisie.redit(place.ligne)):
            continue
        if saisie.est_vide:
            if place.ligne is not None:
                annuler_ligne(place.ligne, "Ligne vidée à la saisie.")
            continue
        _ecrire_la_ligne(feuille.declaration, place.ligne, saisie)


def _ecrire_la_ligne(declaration: DeclarationMensuelle, ligne: LigneHeures | None, saisie: HeuresSaisies) -> None:
    ligne = ligne or LigneHeures(
        contrat_id=saisie.contrat_id, lot_id=declaration.lot_id, mois=declaration.mois, declaration=declaration
    )
    heures = {f"heures_{nom}": getattr(saisie, nom) or 0 for nom in HEURES}
    champs = {**heures, "observation": saisie.observation.strip(), "declaration": declaration}
    enregistrer_la_ligne(ligne, champs)


def _transmettre_les_lignes(feuille: Feuille) -> None:
    for place in feuille.places:
        ligne = place.ligne
        if ligne is None or not ligne.verbes_du_cycle()["soumettre"]:
            continue
        ligne.etat = etat_apres("ligne", ligne.etat_du_cycle, "soumettre")
        ligne.motif = ""
        ligne.save(update_fields=["etat", "motif"])


def _lignes_manquantes(declaration: DeclarationMensuelle) -> bool:
    """Vrai si une personne du mois n'a pas encore d'heures transmises, par qui que ce soit."""
    systeme = Acteur.systeme("feuille entière", porteuse_id=declaration.lot.marche.porteuse_id, role="facilitateur")
    places = feuille_du_mois(declaration, systeme).places
    return any(place.ligne is None or place.ligne.verbes_du_cycle()["soumettre"] for place in places)


def _transmettre_le_mois(actuelle: DeclarationMensuelle) -> None:
    if actuelle.etat == Etat.SOUMISE:
        return
    etat = etat_apres("declaration", "neant", "rouvrir") if actuelle.etat_du_cycle == "neant" else actuelle.etat
    etat = etat_apres("declaration", etat, "soumettre")
    enregistrer_la_ligne(actuelle, {"etat": etat, "est_neant": False, "motif": "", "soumise_le": timezone.now()})


def _noter(actuelle: DeclarationMensuelle, observation: str) -> None:
    if actuelle.observation != observation.strip():
        enregistrer_la_ligne(actuelle, {"observation": observation.strip()})


def _sans_heures(feuille: Feuille) -> None:
    """Un mois déclaré vide annule ses brouillons ; des heures déjà décidées l'interdisent."""
    for place in feuille.places:
        ligne = place.ligne
        if ligne is None:
            continue
        if not place.est_modifiable:
            raise RefusMetier(f"Des heures de {place.contrat.participant} sont déjà décidées ce mois-ci.")
        annuler_ligne(ligne, "Mois déclaré sans heures.")
