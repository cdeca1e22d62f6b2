"""Passer un cas : lire, calculer, comparer ; dire ce qui diffère, champ par champ, et de combien."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import reduce
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Annotated, Any

import regles
from regles.cas.lecture import fusionner, lire_valeur, noms_de, proches, ranger, structurer
from regles.cas.noeuds import ErreurDeCas, Noeud, lire_documents
from regles.saisie import cle_simple
from regles.socle import REGISTRE, RegleEnregistree
from regles.typographie import nombre, sans_accent
from regles.vocabulaire import Champ, Dit, a_plat, champ_de, entrees_de, rendus_par

FORMAT = "2026-1"
REFUS = champ_de("erreur", Annotated[str, Dit("Un passage du refus, quand la règle doit refuser ces faits.")])
# Toutes les règles s'inscrivent au registre quand leur module se charge.
for _module in walk_packages(regles.__path__, "regles."):
    if not _module.name.startswith(("regles.cas", "regles.tests", "regles.__main__")):
        import_module(_module.name)
NOMS = {cle_simple(nom): regle for regle in REGISTRE.regles.values() for nom in (*regle.aussi, regle.nom)}
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
    derivation: Annotated[Brut, Dit("Le calcul à la main.", "calcul", "note", "notes", "remarque")] = None
    format: Annotated[str, Dit("La version du format.")] = FORMAT


RUBRIQUES = a_plat(Cas)


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
    pourquoi: str = field(default="", compare=False)

    @property
    def reussi(self) -> bool:
        return not self.erreur and all(champ.reussi for champ in self.champs)


def en_texte(valeur: Any) -> str:
    """Une valeur telle qu'on l'imprime ; d'un avis ou d'une référence, tous les mots, pour y chercher un passage."""
    if valeur is None or isinstance(valeur, bool):
        return {None: "aucun", True: "oui", False: "non"}[valeur]
    if isinstance(valeur, Decimal | int):
        return nombre(Decimal(valeur))
    if is_dataclass(valeur):
        return f"{valeur.en_mots()} {en_texte(tuple(vars(valeur).values()))}"
    return ", ".join(map(en_texte, valeur)) or "aucun" if isinstance(valeur, list | tuple) else str(valeur)


def _ecart(nom: str, genre: str, attendu: Any, obtenu: Any, tolerance: Decimal) -> Ecart:
    """Les nombres se comparent à la tolérance près, les textes par inclusion, les listes dans n'importe quel ordre."""
    ecart, textes = "", [" ".join(sans_accent(en_texte(valeur)).split()) for valeur in (attendu, obtenu)]
    reussi = cle_simple(textes[0]) == cle_simple(textes[1])
    if genre == "date" and obtenu and attendu:
        ecart = f"{(obtenu - attendu).days:+d} jours" if obtenu != attendu else ""
    elif genre not in ("oui_non", "choix", "texte", "liste") and None not in (attendu, obtenu):
        difference = Decimal(obtenu) - Decimal(attendu)
        ecart = f"{'+' if difference > 0 else ''}{nombre(difference)}" if difference else ""
        reussi = abs(difference) <= tolerance
    elif genre == "liste":
        reussi = sorted(attendu) == sorted(obtenu)
    elif genre == "texte":
        return Ecart(nom, f"… {attendu} …", en_texte(obtenu), reussi=obtenu is not None and textes[0] in textes[1])
    return Ecart(nom, en_texte(attendu), en_texte(obtenu), ecart, reussi)


def _comparer(champ: Champ, attendu: Any, obtenu: Any, tolerance: Decimal) -> Iterator[Ecart]:
    """Un écart par figure : une table se compare ligne à ligne."""
    if champ.genre != "table":
        yield _ecart(champ.nom, champ.genre, attendu, obtenu, tolerance)
        return
    for nom, valeur in attendu.items():
        yield (
            _ecart(f"{champ.nom} › {nom}", "nombre", valeur, obtenu[nom], tolerance) if nom in obtenu
            else Ecart(champ.nom, nom, en_texte(tuple(obtenu)), "nom absent du résultat", False)
        )  # fmt: skip


def _par_resultat(noeud: Noeud, champs: dict[str, Champ], seuls: tuple[str, ...]) -> dict[str, Noeud]:
    """Ce qui est écrit de chaque résultat ; une valeur écrite sans nom est celle des résultats `seuls`."""
    noms = noms_de(tuple(champs.values()))
    est_table = champs[seuls[0]].genre == "table" and not any(cle_simple(cle) in noms for cle in noeud.valeur)
    sans_nom = not isinstance(noeud.valeur, dict) or est_table
    return dict.fromkeys(seuls, noeud) if sans_nom else ranger(noeud, tuple(champs.values()))


def _calculer(regle: RegleEnregistree, donne: Noeud, refus_attendu: bool) -> Any:
    """La décision de la règle ; ou son refus, quand c'est lui qu'on attend."""
    forme = REGISTRE.formes.get(regle.nom, regle.fonction)
    try:
        lus = structurer(donne, entrees_de(forme))
        return forme(**{f.name: getattr(lus, f.name) for f in fields(lus)})
    except ArithmeticError as depassement:
        raise ErreurDeCas("Ces nombres sont trop grands pour être des faits réels.") from depassement
    except ValueError as refus:
        if refus_attendu:
            return SimpleNamespace(erreur=str(refus))
        raise (
            refus if isinstance(refus, ErreurDeCas) else ErreurDeCas(f"La règle refuse ces faits : {refus}")
        ) from refus


def _passer(cas: Cas) -> dict[str, Any]:
    """La règle et les écarts d'un cas lu."""
    if cas.format != FORMAT:
        raise ErreurDeCas(f"Le format « {cas.format} » ne se lit pas ici : écrivez « format: {FORMAT} », ou rien.")
    if cas.exemples is not None:
        raise ErreurDeCas("« exemples » attend une liste de variantes, chacune précédée de « - ».")
    regle = NOMS.get(cle_simple(cas.regle))
    if regle is None:
        connues = f"{proches(cas.regle, NOMS)} Règles : {', '.join(REGISTRE.regles)}."
        raise ErreurDeCas(f"La règle « {cas.regle} » n'existe pas.{connues}")
    forme = REGISTRE.formes.get(regle.nom, regle.fonction)
    resultats = {"erreur": ("erreur", REFUS)} | rendus_par(forme)
    champs = {nom: champ for nom, (_, champ) in resultats.items()}
    attendus = {n: lire_valeur(v, champs[n]) for n, v in _par_resultat(cas.attendu, champs, (regle.rend,)).items()}
    if not attendus:
        raise ErreurDeCas("« attendu » est vide : sans chiffre attendu, le cas ne vérifie rien.", cas.attendu.ligne)
    ecrites = _par_resultat(cas.tolerance or Noeud("0"), champs, tuple(champs))
    tolerances = {nom: lire_valeur(valeur, champ_de("tolerance", Decimal)) for nom, valeur in ecrites.items()}
    if any(tolerance < 0 for tolerance in tolerances.values()):
        raise ErreurDeCas("Une tolérance ne peut pas être négative.", cas.tolerance.ligne)
    decision, ecarts = _calculer(regle, cas.donne, "erreur" in attendus), []
    for nom, attendu in attendus.items():
        obtenu = reduce(lambda o, a: getattr(o, a, None), resultats[nom][0].split("."), decision)
        ecarts += _comparer(champs[nom], attendu, obtenu, tolerances.get(nom, Decimal(0)))
    pourquoi = decision.en_mots() if hasattr(decision, "en_mots") else ""
    return {"regle": regle.nom, "champs": tuple(ecarts), "pourquoi": pourquoi}


def verifier_cas(noeud: Noeud, fichier: str, titre: str) -> Resultat:
    """Un seul cas, sans jamais lever : une erreur de lecture devient l'issue du cas."""
    issue: dict[str, Any] = {"fichier": fichier, "cas": titre, "ligne": noeud.ligne}
    try:
        textes = {nom: lu.valeur for nom, lu in ranger(noeud, RUBRIQUES).items() if isinstance(lu.valeur, str)}
        issue |= {nom: textes[nom].strip() for nom in ("cas", "source", "regle") if nom in textes}
        return Resultat(**issue | _passer(structurer(noeud, Cas)))
    except ErreurDeCas as erreur:
        return Resultat(**issue | {"ligne": erreur.ligne or noeud.ligne, "erreur": str(erreur)})


def _variantes(noeud: Noeud) -> list[Noeud]:
    """Un cas à « exemples » vaut un cas par exemple, dont « donne » complète celui du cas."""
    try:
        commun = ranger(noeud, RUBRIQUES)
        exemples = commun.pop("exemples", Noeud(None)).valeur
    except ErreurDeCas:
        exemples = None  # la faute se dira en passant le cas
    if not isinstance(exemples, list) or not exemples:
        return [noeud]
    titre, variantes = commun.pop("cas", Noeud("cas")).valeur, []
    for rang, exemple in enumerate(exemples, start=1):
        try:
            propre = ranger(exemple, RUBRIQUES)
        except ErreurDeCas:
            variantes.append(exemple)
            continue
        nom = propre.pop("cas", Noeud(rang)).valeur
        vide = Noeud({}, exemple.ligne, f"{exemple.chemin} › donne")
        donne = fusionner(commun.get("donne", vide), propre.get("donne", vide))
        variantes.append(Noeud({**commun, **propre, "cas": Noeud(f"{titre} ({nom})"), "donne": donne}, exemple.ligne))
    return variantes


def verifier_fichier(chemin: Path) -> list[Resultat]:
    """Tous les cas d'un fichier : un cas, une liste de cas, ou plusieurs documents."""
    try:
        documents = lire_documents(chemin.read_bytes())
    except (OSError, ErreurDeCas) as erreur:
        ligne, illisible = getattr(erreur, "ligne", None), getattr(erreur, "strerror", None)
        message = f"Fichier illisible : {illisible}." if illisible else str(erreur)
        return [Resultat(fichier=str(chemin), cas=chemin.name, ligne=ligne, erreur=message)]
    noeuds = [n for d in documents for n in (d.valeur if isinstance(d.valeur, list) else [d])]
    cas = [variante for noeud in noeuds for variante in _variantes(noeud)]
    return [
        verifier_cas(noeud, str(chemin), f"cas n° {rang}" if len(cas) > 1 else chemin.stem)
        for rang, noeud in enumerate(cas, start=1)
    ]


def verifier(chemins: list[Path]) -> list[Resultat]:
    """Tous les cas des fichiers et des dossiers donnés, rangés ; un dossier sans cas est une erreur."""
    resultats: list[Resultat] = []
    for chemin in chemins:
        fichiers = sorted(f for f in chemin.rglob("*") if f.suffix.lower() in (".yaml", ".yml") and f.is_file())
        if chemin.is_dir() and not fichiers:
            erreur = "Ce dossier ne contient aucun fichier .yaml."
            resultats.append(Resultat(fichier=str(chemin), cas=chemin.name, erreur=erreur))
        for fichier in fichiers if chemin.is_dir() else [chemin]:
            resultats += verifier_fichier(fichier)
    return resultats
