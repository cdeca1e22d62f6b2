"""Les fichiers qui ne font que compléter : les conventions (est-elle active ?) et leurs annexes (jusqu'à quand ?)."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from clauses.fond.annuaire.imports.lire import LigneBrute
from clauses.fond.annuaire.imports.natures import natures_dites
from clauses.fond.annuaire.imports.rapprocher import Annuaire
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.imports.rapport import INCHANGE, MODIFIE, LigneRefusee, Verdict
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_jour, lire_oui_non, lire_siret

Noter = Callable[[Fournisseur, Iterable[str]], None]
LAISSEE = "Rien à faire : la ligne est laissée."
_ETATS_SANS_EFFET = {"annule", "annulee", "rejete", "rejetee", "brouillon", "saisi"}


def conventions(lignes: Iterable[LigneBrute], annuaire: Annuaire, noter: Noter) -> list[Verdict]:
    """Pose le numéro et l'activité de chaque convention sur la fiche de son SIRET et de sa nature."""
    return [_convention(ligne, annuaire, noter) for ligne in lignes]


def _convention(ligne: LigneBrute, annuaire: Annuaire, noter: Noter) -> Verdict:
    champs = ligne.champs
    brut = str(champs.get("siret") or "")
    try:
        siret = lire_siret(champs.get("siret"), obligatoire=True) or ""
        active = lire_oui_non(champs.get("actif")) is not False
    except CelluleInvalide as refus:
        return Verdict.refus(ligne.numero, "", LigneRefusee("siret", brut, refus.message, refus.remede))
    natures = natures_dites(str(champs.get("nature") or ""))
    fiches = [fiche for nature in natures for fiche in annuaire.du_siret(siret, nature.value)]
    if not fiches:
        motif = "aucune fiche de l'annuaire n'a ce SIRET et cette nature, et la convention ne dit pas de nom."
        remede = "Charger d'abord, ou avec elle, la liste qui nomme cette structure."
        return Verdict.refus(ligne.numero, "", LigneRefusee("siret", siret, motif, remede))
    numero = str(champs.get("reference") or champs.get("asp") or "").removesuffix(".0")[:40]
    changees = [f for f in fiches if (f.convention, f.actif) != (numero, active)]
    for fiche in changees:
        fiche.convention, fiche.actif = numero, active
        noter(fiche, ("convention", "actif"))
    return Verdict(ligne.numero, MODIFIE if changees else INCHANGE, fiches[0].nom)


def annexes(lignes: Iterable[LigneBrute], annuaire: Annuaire, noter: Noter) -> list[Verdict]:
    """Pose, sur chaque fiche conventionnée, la plus lointaine fin d'annexe valide."""
    par_convention: dict[str, list[Fournisseur]] = defaultdict(list)
    for fiches in annuaire.par_siret.values():
        for fiche in fiches:
            if fiche.convention:
                par_convention[fiche.convention].append(fiche)
    return [_annexe(ligne, par_convention, noter) for ligne in lignes]


def _annexe(ligne: LigneBrute, par_convention: dict[str, list[Fournisseur]], noter: Noter) -> Verdict:
    numero = str(ligne.champs.get("annexe_de") or "").removesuffix(".0")
    fiches = par_convention.get(numero, [])
    if not fiches:
        motif = "aucune fiche ne porte cette convention."
        remede = "Charger aussi le fichier des conventions."
        return Verdict.refus(ligne.numero, "", LigneRefusee("convention", numero, motif, remede))
    etat = str(ligne.champs.get("annexe_etat") or "")
    if cle_de_texte(etat) in _ETATS_SANS_EFFET:
        return Verdict.refus(
            ligne.numero, fiches[0].nom, LigneRefusee("état", etat, "cette annexe est sans effet.", LAISSEE)
        )
    try:
        fin = lire_jour(ligne.champs.get("annexe_fin"), obligatoire=True)
    except CelluleInvalide as refus:
        valeur = str(ligne.champs.get("annexe_fin") or "")
        return Verdict.refus(
            ligne.numero, fiches[0].nom, LigneRefusee("date de fin", valeur, refus.message, refus.remede)
        )
    changees = [f for f in fiches if f.convention_fin is None or (fin is not None and f.convention_fin < fin)]
    for fiche in changees:
        fiche.convention_fin = fin
        noter(fiche, ("convention_fin",))
    return Verdict(ligne.numero, MODIFIE if changees else INCHANGE, fiches[0].nom)
