"""Le lieu d'une ligne : code postal, commune, département, position ; réparés quand c'est certain, et dits."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from clauses.fond.annuaire.imports.identite import cle_de_lieu
from clauses.fond.socle.valeurs import CelluleInvalide, lire_code_postal, lire_decimal
from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.models.territoire import departement_du_code_postal
from clauses.fond.territoires.services import departement_de

Point = tuple[float, float]
_CEDEX = re.compile(r"\s*\bcedex\b.*$", re.IGNORECASE)
_POINT_WKT = re.compile(r"point\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
_COUPLE = re.compile(r"^\s*[(\[]?\s*(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)\s*[)\]]?\s*$")
# Latitudes et longitudes de la France : métropole, puis outre-mer (département → cadre).
_METROPOLE = (41.2, 51.3, -5.6, 9.8)
_OUTRE_MER = {
    "971": (15.7, 16.6, -62.0, -60.9),
    "972": (14.3, 15.0, -61.3, -60.7),
    "973": (2.0, 6.0, -54.7, -51.5),
    "974": (-21.5, -20.7, 55.1, 55.9),
    "975": (46.7, 47.2, -56.5, -56.0),
    "976": (-13.1, -12.5, 44.9, 45.4),
    "977": (17.8, 18.0, -62.95, -62.7),
    "978": (18.0, 18.2, -63.2, -62.9),
    "986": (-14.5, -13.1, -178.3, -176.0),
    "987": (-28.0, -7.8, -155.0, -134.0),
    "988": (-23.0, -18.0, 158.0, 172.0),
}
_ARRONDISSEMENTS = {"751": "75056", "6938": "69123", "132": "13055"}
# « 12 rue X, 59300 Valenciennes » ; « Valenciennes (59300) ».
_POSTAL_ET_COMMUNE = re.compile(r"(?:^|[\s,;(-])(\d{5})[\s,-]+([^\W\d][^\d;@]{1,60}?)[\s.)]*$")
_COMMUNE_ET_POSTAL = re.compile(r"^([^\W\d][^\d;@]{1,60}?)\s*\((\d{5})\)$")
_ILES = {"97133": "977", "97150": "978"}  # Saint-Barthélemy et Saint-Martin gardent un code postal de Guadeloupe


@dataclass(frozen=True)
class Remarque:
    """Ce qui a été réparé, ou laissé de côté, sur une ligne gardée."""

    champ: str
    motif: str
    valeur: str = ""


@dataclass
class Lieu:
    """Le lieu lu. `position` : `source`, `commune` ou vide quand il n'y en a pas."""

    code_postal: str = ""
    commune: str = ""
    departement: str = ""
    point: Point | None = None
    position: str = ""
    remarques: list[Remarque] = field(default_factory=list)


class Communes:
    """Les communes chargées, par code INSEE, par code postal, et par département et nom. Une requête."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self.par_code: dict[str, Commune] = {}
        self.par_postal: dict[str, list[Commune]] = defaultdict(list)
        self.par_nom: dict[tuple[str, str], list[Commune]] = defaultdict(list)
        self.noms: set[str] = set()
        for commune in communes:
            self.par_code[commune.code] = commune
            self.par_nom[commune.departement_id, cle_de_lieu(commune.nom)].append(commune)
            self.noms.add(cle_de_lieu(commune.nom))
            for postal in commune.codes_postaux:
                self.par_postal[postal].append(commune)

    @classmethod
    def chargees(cls) -> "Communes":
        return cls(Commune.objects.order_by("code"))

    def du_code(self, insee: str) -> Commune | None:
        """La commune de ce code INSEE ; à défaut de l'arrondissement, Paris, Lyon ou Marseille."""
        code = insee.upper().zfill(5)
        entiere = next((ville for debut, ville in _ARRONDISSEMENTS.items() if code.startswith(debut)), "")
        return self.par_code.get(code) or self.par_code.get(entiere)

    def trouver(self, nom: str, postal: str, insee: str) -> Commune | None:
        """La commune, si elle est certaine : son code INSEE, sinon son nom parmi celles du code postal ou du
        département, sinon la seule de ce code postal."""
        if insee and (du_code := self.du_code(insee)) is not None:
            return du_code
        cle, du_postal = cle_de_lieu(nom), self.par_postal.get(postal, [])
        homonymes = [c for c in du_postal if cle_de_lieu(c.nom) == cle]
        homonymes = homonymes or self.par_nom.get((departement_du_code_postal(postal), cle), [])
        if len(homonymes) == 1 or (homonymes and homonymes[0] in du_postal):
            # Paris, Lyon, Marseille : la commune et son arrondissement ont ce code ; l'arrondissement est plus précis.
            return min(homonymes, key=lambda c: (len(c.codes_postaux), c.code))
        return du_postal[0] if len(du_postal) == 1 and not cle else None

    def est_ailleurs(self, nom: str, departement: str) -> bool:
        """Cette commune n'est à coup sûr pas de ce département : il a les siennes, ou elle est connue d'un autre."""
        cle = cle_de_lieu(nom)
        siennes = [connue for du_departement, connue in self.par_nom if du_departement == departement]
        if any(cle.startswith(connue) or connue.startswith(cle) for connue in siennes):
            return False
        return bool(cle) and (bool(siennes) or cle in self.noms)


def lire_lieu(champs: dict[str, object], communes: Communes) -> Lieu:
    """Le lieu de la ligne. Jamais d'erreur : ce qui est illisible est laissé de côté et dit."""
    lieu = Lieu()
    champs = _dans_un_texte(champs, lieu)
    _lire_postal(champs, lieu)
    brute = str(champs.get("commune") or "").strip()
    lieu.commune = _CEDEX.sub("", " ".join(brute.split())).strip(" ,-")[:120]
    insee = re.sub(r"\.0$", "", str(champs.get("code_insee") or "").strip()).upper()
    _ecarter_l_etranger(champs, lieu, communes)
    commune = communes.trouver(lieu.commune, lieu.code_postal, insee)
    if commune is not None:
        _officialiser(lieu, commune, communes)
    elif insee and not lieu.commune:
        motif = "aucune commune chargée n'a ce code INSEE : la commune reste à dire."
        lieu.remarques.append(Remarque("code_insee", motif, insee))
    lieu.departement = _ILES.get(lieu.code_postal) or departement_du_code_postal(lieu.code_postal)
    lieu.departement = lieu.departement or _departement_de(insee) or _departement(champs)
    _lire_position(champs, lieu)
    if lieu.point is None:
        lieu.point = _milieu([commune] if commune is not None else communes.par_postal.get(lieu.code_postal, []))
        lieu.position = "commune" if lieu.point else ""
    if lieu.point is None:
        motif = "pas de coordonnées, et la commune n'est pas chargée : la structure ne sera pas sur la carte."
        lieu.remarques.append(Remarque("position", motif))
    return lieu


def _dans_un_texte(champs: dict[str, object], lieu: Lieu) -> dict[str, object]:
    """Les champs, complétés du code postal et de la commune écrits dans la case de la commune, ou en fin d'adresse."""
    commune, adresse = (" ".join(str(champs.get(champ) or "").split()) for champ in ("commune", "adresse"))
    if trouve := _POSTAL_ET_COMMUNE.search(commune):
        postal, nom = trouve[1], trouve[2]
    elif trouve := _COMMUNE_ET_POSTAL.match(commune):
        postal, nom = trouve[2], trouve[1]
    elif not any(champs.get(champ) for champ in ("commune", "code_postal", "code_insee")) and (
        trouve := _POSTAL_ET_COMMUNE.search(adresse)
    ):
        postal, nom = trouve[1], trouve[2]
        lieu.remarques.append(Remarque("adresse", "code postal et commune lus dans l'adresse.", adresse[:80]))
    else:
        return champs
    return {**champs, "commune": nom, "code_postal": champs.get("code_postal") or postal}


def _departement_de(insee: str) -> str:
    """Le département d'un code INSEE de commune."""
    return departement_de(insee.zfill(5)) if re.fullmatch(r"\d{4,5}|2[AB]\d{3}", insee) else ""


def _milieu(communes: Iterable[Commune]) -> Point | None:
    """Le centre de la commune, ou le milieu de celles du code postal quand le nom ne départage pas."""
    points = [(c.latitude, c.longitude) for c in communes if c.latitude is not None and c.longitude is not None]
    if not points:
        return None
    return round(sum(p[0] for p in points) / len(points), 6), round(sum(p[1] for p in points) / len(points), 6)


def _lire_postal(champs: dict[str, object], lieu: Lieu) -> None:
    brut = champs.get("code_postal")
    dites: list[str] = []
    try:
        lieu.code_postal = lire_code_postal(brut, remarques=dites) or ""
    except CelluleInvalide as refus:
        dites.append(f"{refus.message} Laissé de côté.")
    lieu.remarques += [Remarque("code_postal", motif, str(brut)) for motif in dites]


def _ecarter_l_etranger(champs: dict[str, object], lieu: Lieu, communes: Communes) -> None:
    """« 7700 Mouscron » n'est pas 07700 : un zéro n'est rétabli que si la commune peut être du département."""
    brut = str(champs.get("code_postal") or "").strip()
    if not re.fullmatch(r"\d{4}(?:\.0)?", brut) or not communes.est_ailleurs(lieu.commune, lieu.code_postal[:2]):
        return
    lieu.remarques = [r for r in lieu.remarques if r.champ != "code_postal"]
    motif = f"quatre chiffres, et {lieu.commune} n'est pas du département {lieu.code_postal[:2]} : laissé de côté."
    lieu.remarques.append(Remarque("code_postal", motif, brut))
    lieu.code_postal = ""


def _officialiser(lieu: Lieu, commune: Commune, communes: Communes) -> None:
    """Le nom officiel ; et le code postal réel à la place d'un code de cedex, qu'aucune commune ne porte."""
    if cle_de_lieu(lieu.commune) == cle_de_lieu(commune.nom) or not lieu.commune:
        lieu.commune = commune.nom
    codes = sorted(commune.codes_postaux)
    if codes and lieu.code_postal not in communes.par_postal:
        if lieu.code_postal:
            motif = f"aucune commune n'a ce code postal (cedex ?) : remplacé par {codes[0]}."
            lieu.remarques.append(Remarque("code_postal", motif, lieu.code_postal))
        elif len(codes) > 1:
            lieu.remarques.append(Remarque("code_postal", f"non dit : le premier de {commune.nom}.", codes[0]))
        lieu.code_postal = codes[0]


def _departement(champs: dict[str, object]) -> str:
    brut = re.sub(r"\.0$", "", str(champs.get("departement") or "").strip()).upper()
    return brut.zfill(2) if re.fullmatch(r"\d{1,3}|2[AB]", brut) else ""


def _lire_position(champs: dict[str, object], lieu: Lieu) -> None:
    brute = _coordonnees(champs)
    if brute is None:
        return
    montree = f"{brute[0]} ; {brute[1]}"
    if _en_france(brute, lieu.departement):
        lieu.point, lieu.position = brute, "source"
    elif _en_france(inverse := (brute[1], brute[0]), lieu.departement):
        lieu.point, lieu.position = inverse, "source"
        lieu.remarques.append(Remarque("position", "latitude et longitude interverties : rétablies.", montree))
    else:
        motif = "ces coordonnées ne sont pas dans le département : laissées de côté."
        lieu.remarques.append(Remarque("position", motif, montree))


def est_un_couple(texte: str) -> bool:
    """« 50.36, 3.52 » ou « POINT (3.52 50.36) », en France."""
    point = _coordonnees({"position": texte})
    return point is not None and (_en_france(point, "") or _en_france((point[1], point[0]), ""))


def _coordonnees(champs: dict[str, object]) -> Point | None:
    """Le couple lu, tel quel : deux colonnes, « POINT (lon lat) » ou « lat, lon »."""
    try:
        latitude = lire_decimal(champs.get("latitude"), point_decimal=True)
        longitude = lire_decimal(champs.get("longitude"), point_decimal=True)
    except CelluleInvalide:
        latitude = longitude = None
    if latitude is not None and longitude is not None:
        return round(float(latitude), 6), round(float(longitude), 6)
    texte = str(champs.get("position") or "")
    if trouve := _POINT_WKT.search(texte):
        return round(float(trouve[2]), 6), round(float(trouve[1]), 6)
    if trouve := _COUPLE.match(texte):
        return round(float(trouve[1].replace(",", ".")), 6), round(float(trouve[2].replace(",", ".")), 6)
    return None


def _en_france(point: Point, departement: str) -> bool:
    """Dans le cadre du département d'outre-mer, ou de la métropole ; département inconnu : dans l'un d'eux."""
    if departement in _OUTRE_MER:
        cadres = [_OUTRE_MER[departement]]
    elif departement:
        cadres = [_METROPOLE]
    else:
        cadres = [_METROPOLE, *_OUTRE_MER.values()]
    return any(sud <= point[0] <= nord and ouest <= point[1] <= est for sud, nord, ouest, est in cadres)
