"""Passer un cas : lire, calculer, comparer ; dire ce qui diffère, champ par champ, et de combien."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import reduce
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

from regles.cas.lecture import lire_valeur, noms_de, ranger, structurer
from regles.cas.noeuds import ErreurDeCas, Noeud, lire_documents
from regles.saisie import Illisible, cle_simple
from regles.socle import REGISTRE
from regles.typographie import en_clair, nombre, sans_accent
from regles.vocabulaire import Champ, Dit, a_plat, champ_de, entrees_de, rendus_par

FORMAT = "2026-1"
REFUS = champ_de("erreur", Annotated[str, Dit("Un passage du refus, quand la règle doit refuser ces faits.")])
Brut = Annotated[Any, "brut"]


@dataclass(frozen=True, kw_only=True)
class Cas:
    """Les rubriques d'un cas."""

    cas: Annotated[str, Dit("Le titre.", "titre", "nom")] = ""
    regle: Annotated[str, Dit("La règle à appliquer.")]
    source: Annotated[str, Dit("D'où vient le chiffre attendu.", "sources")] = ""
    donne: Annotated[Brut, Dit("Les faits.", "donnees", "faits", "etant_donne")]
    attendu: Annotated[Brut, Dit("Les chiffres attendus.", "attendus", "resultat", "resultats")]
    tolerance: Annotated[Brut, Dit("L'écart admis.", "tolerances")] = None
    exemples: Annotated[Brut, Dit("Des variantes.", "variantes")] = None
    derivation: Annotated[Brut, Dit("Le calcul à la main.", "calcul", "note", "notes", "remarque", "commentaire")] = ""
    format: Annotated[str, Dit("La version du format.")] = FORMAT


@dataclass(frozen=True)
class Ecart:
    """Un champ du cas : ce qui était attendu, ce qui est obtenu, la différence quand elle se compte."""

    champ: str
    attendu: str
    obtenu: str
    ecart: str = ""
    reussi: bool = True


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """L'issue d'un cas. `erreur` : le cas ne se lit pas, ou la règle refuse les faits."""

    fichier: str
    ligne: int | None = None
    cas: str
    regle: str = ""
    source: str = ""
    erreur: str = ""
    champs: tuple[Ecart, ...] = ()
    pourquoi: str = ""

    @property
    def reussi(self) -> bool:
        return not self.erreur and all(champ.reussi for champ in self.champs)


def _ecart(nom: str, genre: str, attendu: Any, obtenu: Any, tolerance: Decimal) -> Ecart:
    """Les textes se comparent par inclusion, les listes dans n'importe quel ordre, les nombres à la tolérance près."""
    ecart, reussi = "", attendu == obtenu
    if genre == "texte":
        cherche, dit = (" ".join(sans_accent(en_clair(texte)).split()) for texte in (attendu, obtenu))
        attendu, reussi = f"… {attendu} …", cherche in dit and obtenu is not None
    elif genre in ("liste", "choix"):
        attendu, obtenu = (sorted(v or ()) if genre == "liste" else v for v in (attendu, obtenu))
        reussi = cle_simple(en_clair(attendu)) == cle_simple(en_clair(obtenu))
    elif not reussi and None not in (attendu, obtenu) and genre != "oui_non":
        difference = (obtenu - attendu).days if genre == "date" else obtenu - attendu
        ecart = f"{'+' if difference > 0 else ''}{nombre(difference)}{' jours' if genre == 'date' else ''}"
        reussi = genre != "date" and abs(difference) <= tolerance
    return Ecart(nom, en_clair(attendu), en_clair(obtenu), ecart, reussi)


def _ecarts(champ: Champ, attendu: Any, obtenu: Any, tolerance: Decimal) -> list[Ecart]:
    """Un écart par figure : une table se compare ligne à ligne."""
    if champ.genre != "table":
        return [_ecart(champ.nom, champ.genre, attendu, obtenu, tolerance)]
    if absents := [nom for nom in attendu if nom not in (obtenu or {})]:
        return [Ecart(champ.nom, en_clair(absents), en_clair(tuple(obtenu or ())), "nom absent du résultat", False)]
    return [_ecart(f"{champ.nom} › {nom}", "nombre", v, obtenu[nom], tolerance) for nom, v in attendu.items()]


def _par_resultat(noeud: Noeud, champs: dict[str, Champ], *seuls: str) -> dict[str, Noeud]:
    """Ce qui est écrit de chaque résultat ; une valeur écrite sans nom est celle des résultats `seuls`."""
    tous, sans_nom = tuple(champs.values()), not isinstance(noeud.valeur, dict)
    if champs[seuls[0]].genre == "table":
        sans_nom = sans_nom or noms_de(tous).keys().isdisjoint(map(cle_simple, noeud.valeur))
    return dict.fromkeys(seuls, noeud) if sans_nom else ranger(noeud, tous)


def _calculer(regle: str, donne: Noeud, refus_attendu: bool) -> Any:
    """La décision de la règle ; ou son refus, quand c'est lui qu'on attend."""
    try:
        lus = structurer(donne, entrees_de(REGISTRE.forme(regle)))
        return REGISTRE.forme(regle)(**{f.name: getattr(lus, f.name) for f in fields(lus)})
    except ArithmeticError as depassement:
        raise ErreurDeCas("Ces nombres sont trop grands pour être des faits réels.") from depassement
    except ValueError as refus:
        if refus_attendu:
            return SimpleNamespace(erreur=str(refus))
        debut = "" if isinstance(refus, ErreurDeCas) else "La règle refuse ces faits : "
        raise ErreurDeCas(f"{debut}{refus}", getattr(refus, "ligne", None)) from refus


def _passer(cas: Cas) -> dict[str, Any]:
    """La règle et les écarts d'un cas lu."""
    if cas.format != FORMAT:
        raise ErreurDeCas(f"Le format « {cas.format} » ne se lit pas ici : écrivez « format: {FORMAT} », ou rien.")
    regle = REGISTRE.trouver(cas.regle)
    resultats = rendus_par(REGISTRE.forme(regle.nom)) | {"erreur": ("erreur", REFUS)}
    champs = {nom: champ for nom, (_, champ) in resultats.items()}
    attendus = {n: lire_valeur(v, champs[n]) for n, v in _par_resultat(cas.attendu, champs, regle.rend).items()}
    if not attendus:
        raise ErreurDeCas("« attendu » est vide : sans chiffre attendu, le cas ne vérifie rien.", cas.attendu.ligne)
    ecrites = _par_resultat(cas.tolerance, champs, *champs) if cas.tolerance else {}
    tolerances = {nom: lire_valeur(noeud, champ_de("tolerance", Decimal)) for nom, noeud in ecrites.items()}
    if any(tolerance < 0 for tolerance in tolerances.values()):
        raise ErreurDeCas("Une tolérance ne peut pas être négative.", cas.tolerance.ligne)
    decision, ecarts = _calculer(regle.nom, cas.donne, "erreur" in attendus), []
    for nom, attendu in attendus.items():
        obtenu = reduce(lambda objet, attribut: getattr(objet, attribut, None), resultats[nom][0].split("."), decision)
        ecarts += _ecarts(champs[nom], attendu, obtenu, tolerances.get(nom, Decimal(0)))
    return {"regle": regle.nom, "champs": tuple(ecarts), "pourquoi": getattr(decision, "en_mots", str)()}


def _fusionner(commun: Noeud, propre: Noeud) -> Noeud:
    """Deux tables en une : ce que dit la seconde remplace ce que la première dit sous le même nom."""
    if not isinstance(propre.valeur, dict) or not isinstance(commun.valeur, dict):
        return propre
    dits = {cle_simple(cle) for cle in propre.valeur}
    reste = {cle: valeur for cle, valeur in commun.valeur.items() if cle_simple(cle) not in dits}
    return Noeud({**reste, **propre.valeur}, propre.ligne, propre.chemin)


def _variantes(commun: dict[str, Noeud]) -> Iterator[Noeud]:
    """Un cas à « exemples » vaut un cas par exemple, dont « donne » complète celui du cas."""
    exemples, titre = commun.pop("exemples"), commun.pop("cas", Noeud("cas")).valeur
    if not isinstance(exemples.valeur, list) or not exemples.valeur:
        raise ErreurDeCas("« exemples » attend une liste de variantes, chacune précédée de « - ».", exemples.ligne)
    for rang, exemple in enumerate(exemples.valeur, start=1):
        propre = ranger(exemple, a_plat(Cas))
        cas = Noeud(f"{titre} ({propre.pop('cas', Noeud(rang)).valeur})")
        donnes = [rubriques["donne"] for rubriques in (commun, propre) if "donne" in rubriques] or [Noeud({})]
        yield Noeud({**commun, **propre, "donne": reduce(_fusionner, donnes), "cas": cas}, exemple.ligne)


def verifier_cas(noeud: Noeud, fichier: str, titre: str) -> list[Resultat]:
    """Un seul cas, ou ses variantes, sans jamais lever : une erreur de lecture devient l'issue du cas."""
    issue: dict[str, Any] = {"fichier": fichier, "cas": titre, "ligne": noeud.ligne}
    try:
        lus = ranger(noeud, a_plat(Cas))
        textes = {nom: lus[nom].valeur for nom in ("cas", "source", "regle") if nom in lus}
        issue |= {nom: texte.strip() for nom, texte in textes.items() if isinstance(texte, str)}
        if "exemples" in lus:
            return [resultat for variante in [*_variantes(lus)] for resultat in verifier_cas(variante, fichier, titre)]
        return [Resultat(**issue | _passer(structurer(noeud, Cas)))]
    except Illisible as erreur:
        return [Resultat(**issue | {"ligne": getattr(erreur, "ligne", None) or noeud.ligne, "erreur": str(erreur)})]


def verifier(chemin: Path) -> list[Resultat]:
    """Tous les cas d'un fichier (un cas, une liste, plusieurs documents), ou de ceux d'un dossier, rangés."""
    if chemin.is_dir():
        fichiers = sorted(f for f in chemin.rglob("*") if f.suffix.lower() in (".yaml", ".yml") and f.is_file())
        vide = Resultat(fichier=str(chemin), cas=chemin.name, erreur="Ce dossier ne contient aucun fichier .yaml.")
        return [resultat for fichier in fichiers for resultat in verifier(fichier)] or [vide]
    try:
        documents = lire_documents(chemin.read_bytes())
    except (OSError, Illisible) as erreur:
        message = f"Fichier illisible : {erreur.strerror}." if isinstance(erreur, OSError) else str(erreur)
        return [Resultat(fichier=str(chemin), cas=chemin.name, ligne=getattr(erreur, "ligne", None), erreur=message)]
    cas = [n for d in documents for n in (d.valeur if isinstance(d.valeur, list) else [d])]
    titres = [f"cas n° {rang}" if len(cas) > 1 else chemin.stem for rang, _ in enumerate(cas, start=1)]
    vide = Resultat(fichier=str(chemin), cas=chemin.name, erreur="Ce fichier ne contient aucun cas.")
    return [r for n, titre in zip(cas, titres, strict=True) for r in verifier_cas(n, str(chemin), titre)] or [vide]
