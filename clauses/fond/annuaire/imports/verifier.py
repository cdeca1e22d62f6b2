"""Vérifier une ligne : une structure (parfois plusieurs natures), ou la raison du refus."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from clauses.fond.annuaire.imports.lieux import Communes, Remarque, lire_lieu
from clauses.fond.annuaire.imports.lire import LigneBrute
from clauses.fond.annuaire.imports.natures import (
    est_une_tete_de_reseau,
    nature_du_nom,
    natures_dites,
)
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.secteurs import secteurs_declares, secteurs_du_naf, secteurs_du_nom
from clauses.fond.socle import valeurs
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import CelluleInvalide, contient_nir
from clauses.fond.structures.models import Nature

LAISSER = "Rien à faire : la ligne est laissée. Si c'est une erreur, corriger cette case."
_URL, _COURRIEL = URLValidator(schemes=["http", "https"]), EmailValidator()


@dataclass(frozen=True)
class Contexte:
    """Ce qui vaut pour tout le fichier."""

    source: str
    millesime: date | None
    communes: Communes
    nature: Nature | None = None  # celle que l'on a demandée
    du_fichier: Nature | None = None  # celle que dit le fichier entier
    a_des_noms: bool = True


@dataclass
class Candidat:
    """Une structure lue, pas encore enregistrée, et ce qui a été réparé en la lisant."""

    numero: int
    fiche: Fournisseur
    remarques: list[Remarque] = field(default_factory=list)
    place: int = 0

    @property
    def details(self) -> dict[str, object]:
        return {"remarques": self.remarques, "place": self.place}


def verifier(brute: LigneBrute, contexte: Contexte) -> Iterator[Candidat]:
    """Les structures de la ligne : une par nature. Lève `LigneRefusee`."""
    if brute.anomalie:
        raise LigneRefusee("", "", brute.anomalie, "Corriger cette ligne dans un tableur.")
    champs = brute.champs
    nom = _texte(champs, "nom", 250)
    if not nom and contexte.a_des_noms:
        raise LigneRefusee("nom", "", "pas de nom : la structure ne pourrait pas être reconnue.", "Renseigner le nom.")
    if nom and not any(lettre.isalpha() for lettre in nom):
        motif = "ce n'est pas un nom : il n'a pas une lettre."
        remede = "Si deux colonnes sont interverties, dire la bonne : --colonne nom=…, --colonne siret=…"
        raise LigneRefusee("nom", nom, motif, remede)
    natures = _natures(champs, nom, contexte)
    communs, remarques = _champs_communs(champs, nom, contexte)
    if not nom and not communs["siret"]:
        motif = "ni nom, ni SIRET à la clé juste : la structure ne pourrait pas être reconnue."
        raise LigneRefusee(
            "siret", str(champs.get("siret") or ""), motif, "Corriger le SIRET, ou ajouter une colonne « nom »."
        )
    for champ in ("nom", "enseigne", "adresse"):
        if contient_nir(str(communs.get(champ) or "")):
            motif = "ce texte contient ce qui ressemble à un numéro de sécurité sociale."
            raise LigneRefusee(champ, "", motif, "Le retirer du fichier.")
    for nature in natures:
        yield Candidat(brute.numero, Fournisseur(nature=nature.value, **communs), list(remarques), brute.place)


def _natures(champs: dict[str, object], nom: str, contexte: Contexte) -> list[Nature]:
    """Les natures dites ; sinon celle du nom, sinon celle du fichier (ou demandée)."""
    dite = _texte(champs, "nature", 200)
    if natures := natures_dites(dite):
        return natures
    deduite = nature_du_nom(nom) or contexte.nature or contexte.du_fichier
    if dite and nature_du_nom(nom) is None and contexte.nature is None:
        raise LigneRefusee("nature", dite, "ce type de structure n'est pas de l'annuaire.", LAISSER)
    if est_une_tete_de_reseau(nom):
        motif = "une tête de réseau n'emploie pas dans une clause : hors de l'annuaire."
        raise LigneRefusee("nom", nom, motif, LAISSER)
    if deduite is None:
        motif = "rien ne dit si c'est une EI, un ACI, un GEIQ…"
        raise LigneRefusee(
            "nature", "", motif, "Ajouter une colonne « type », ou donner --nature pour tout le fichier."
        )
    return [deduite]


def _champs_communs(
    champs: dict[str, object], nom: str, contexte: Contexte
) -> tuple[dict[str, object], list[Remarque]]:
    lieu = lire_lieu(champs, contexte.communes)
    remarques = list(lieu.remarques)
    naf = _naf(champs, remarques)
    enseigne = _texte(champs, "enseigne", 250)
    secteurs, origine = _secteurs(champs, naf, f"{nom} {enseigne}")
    adresse = ", ".join(m for m in (_texte(champs, "adresse", 250), _texte(champs, "complement", 250)) if m)[:250]
    communs = {
        "siret": _siret(champs, remarques),
        "nom": nom,
        "enseigne": "" if enseigne == nom else enseigne,
        "finess": _finess(champs),
        "gestionnaire": _texte(champs, "gestionnaire", 250),
        "naf": naf,
        "secteurs": list(secteurs),
        "origine_secteurs": origine,
        "adresse": adresse,
        "code_postal": lieu.code_postal,
        "commune": lieu.commune,
        "departement": lieu.departement,
        "latitude": lieu.point[0] if lieu.point else None,
        "longitude": lieu.point[1] if lieu.point else None,
        "position": lieu.position,
        "site": _site(champs, remarques),
        "courriel": _courriel(champs, remarques),
        "telephone": _telephone(champs),
        "capacite": _capacite(champs, remarques),
        "effectif": _texte(champs, "effectif", 60),
        "convention_fin": _jour(champs, "convention_fin"),
        "actif": _actif(champs),
        "source": contexte.source,
        "millesime": _jour(champs, "maj") or contexte.millesime,
    }
    return communs, remarques


def _texte(champs: dict[str, object], champ: str, longueur: int) -> str:
    brut = champs.get(champ)
    if brut is None:
        return ""
    texte, _ = valeurs.reparer_mojibake(valeurs.lire_texte(brut, longueur_max=1_000_000))
    return " ".join(texte.split())[:longueur]


def _siret(champs: dict[str, object], remarques: list[Remarque]) -> str | None:
    """Le SIRET à la clé juste. Un SIRET faux n'est jamais une clé : la structure est gardée sans lui, et c'est dit."""
    dites: list[str] = []
    brut = champs.get("siret")
    try:
        siret = valeurs.lire_siret(brut, remarques=dites)
    except CelluleInvalide as refus:
        siret = None
        dites.append(f"{refus.message} La structure est gardée sans SIRET.")
    remarques += [Remarque("siret", motif, str(brut)) for motif in dites]
    return siret


def _naf(champs: dict[str, object], remarques: list[Remarque]) -> str:
    brut = _texte(champs, "naf", 60).upper()
    code = re.sub(r"[.\s]", "", brut)
    trouve = re.match(r"\d{3,4}[A-Z]", code)
    if trouve is None:
        if brut:
            remarques.append(Remarque("naf", "ce n'est pas un code NAF : laissé de côté.", brut))
        return ""
    return trouve[0].zfill(5)


def _secteurs(champs: dict[str, object], naf: str, nom: str) -> tuple[tuple[str, ...], str]:
    """Les métiers et d'où on les sait : déclarés, sinon du NAF, sinon du nom."""
    essais = (
        (Fournisseur.OrigineSecteurs.DECLARE, secteurs_declares(_texte(champs, "secteurs", 4000))),
        (Fournisseur.OrigineSecteurs.NAF, secteurs_du_naf(naf) if naf else ()),
        (Fournisseur.OrigineSecteurs.NOM, secteurs_du_nom(nom)),
    )
    return next(((codes, origine.value) for origine, codes in essais if codes), ((), ""))


def _finess(champs: dict[str, object]) -> str:
    chiffres = re.sub(r"\.0$|\s", "", str(champs.get("finess") or "")).upper()
    return chiffres.zfill(9) if re.fullmatch(r"[0-9][0-9AB]?\d{5,7}", chiffres) else ""


def _site(champs: dict[str, object], remarques: list[Remarque]) -> str:
    brut = _texte(champs, "site", 500)
    if not brut:
        return ""
    site = brut if re.match(r"https?://", brut, re.I) else f"https://{brut}"
    try:
        _URL(site)
    except ValidationError:
        remarques.append(Remarque("site", "ce n'est pas une adresse internet : laissée de côté.", brut))
        return ""
    return site


def _courriel(champs: dict[str, object], remarques: list[Remarque]) -> str:
    brut = _texte(champs, "courriel", 1000)
    courriel = re.split(r"[;,\s]+", brut.removeprefix("mailto:"))[0][:254] if brut else ""
    try:
        if courriel:
            _COURRIEL(courriel)
    except ValidationError:
        remarques.append(Remarque("courriel", "ce n'est pas un courriel : laissé de côté.", brut))
        return ""
    return courriel


def _telephone(champs: dict[str, object]) -> str:
    """« 04 74 46 54 00 » ; un zéro perdu par le tableur est rétabli ; le reste est gardé tel quel."""
    brut = re.sub(r"\.0$", "", _texte(champs, "telephone", 40))
    chiffres = re.sub(r"^(?:\+|00)33\D?(?:\(0\))?", "0", re.sub(r"[\s.\-/]", "", brut))
    if re.fullmatch(r"[1-9]\d{8}", chiffres):
        chiffres = f"0{chiffres}"
    if re.fullmatch(r"0\d{9}", chiffres):
        return " ".join(re.findall("..", chiffres))
    return brut if len(brut) <= 20 and re.search(r"\d{3}", brut) else ""


def _capacite(champs: dict[str, object], remarques: list[Remarque]) -> int | None:
    brut = champs.get("capacite")
    try:
        return valeurs.lire_entier(brut, minimum=0, maximum=100_000) or None
    except CelluleInvalide as refus:
        remarques.append(Remarque("capacite", f"{refus.message} Laissé de côté.", str(brut)))
        return None


def _jour(champs: dict[str, object], champ: str) -> date | None:
    try:
        return valeurs.lire_jour(champs.get(champ))
    except CelluleInvalide:
        return None


def _actif(champs: dict[str, object]) -> bool:
    try:
        return valeurs.lire_oui_non(champs.get("actif")) is not False
    except CelluleInvalide:
        return True
