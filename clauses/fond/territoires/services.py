"""Charger les communes : un fichier du code officiel géographique, relu autant de fois qu'on veut."""

from collections.abc import Mapping

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import (
    CREE,
    FUSIONNE,
    INCHANGE,
    MODIFIE,
    LigneRefusee,
    Rapport,
    Verdict,
)
from clauses.fond.socle.lecture import Ligne, Tableau
from clauses.fond.socle.signature import service
from clauses.fond.territoires.models import Commune, Departement
from clauses.fond.territoires.positions import Position, bornee, lire_position, position_de

__all__ = ["charger_communes", "departement_de", "lire_commune", "position_de"]

PAQUET = 2_000
_CHAMPS = ("nom", "codes_postaux", "latitude", "longitude")
_POSITIONS = ("position", "contour")  # la première lisible l'emporte : la mairie plutôt que le centre du contour


def departement_de(code_insee: str) -> str:
    """Le département d'un code INSEE de commune : ses deux premiers caractères, trois outre-mer."""
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


@service
def charger_communes(tableau: Tableau, *, par: Acteur, appliquer: bool = True) -> Rapport:
    """Crée ou met à jour les communes ; sans `appliquer`, dit seulement ce qui le serait. Colonnes lues : « code »,
    « nom », et s'il y en a « codes_postaux », « latitude » et « longitude », « position » ou « contour ».

    Un code INSEE sans son zéro initial est rétabli ; une ligne illisible est refusée sans perdre les autres.
    Une commune sur plusieurs lignes réunit leurs codes postaux. Ce que le fichier ne dit pas reste.
    """
    rapport = Rapport(tableau.nom_fichier, "communes", list(tableau.avertissements))
    rapport.totaux[FUSIONNE] = 0
    departements = set(Departement.objects.values_list("pk", flat=True))
    lues: dict[str, Commune] = {}
    numeros: dict[str, int] = {}
    for ligne in tableau:
        try:
            lue = lire_commune(ligne, departements)
        except LigneRefusee as refus:
            rapport.noter([Verdict.refus(ligne.numero, str(ligne.cellules.get("nom") or ""), refus)])
            continue
        if lue.code in lues:
            reunie = f"Réunie à la ligne {numeros[lue.code]}."
            rapport.noter([Verdict(ligne.numero, FUSIONNE, lue.nom, reunie)])
        lues[lue.code] = _reunir(lues[lue.code], lue) if lue.code in lues else lue
        numeros.setdefault(lue.code, ligne.numero)
    connues = {c.code: c for c in Commune.objects.all()}
    suivies = [_completer(lue, connues[code]) for code, lue in lues.items() if code in connues]
    changees = {c.code: c for c in suivies if any(getattr(c, n) != getattr(connues[c.code], n) for n in _CHAMPS)}
    if appliquer:
        Commune.objects.bulk_create([c for code, c in lues.items() if code not in connues], batch_size=PAQUET)
        Commune.objects.bulk_update(changees.values(), [*_CHAMPS, "departement"], batch_size=PAQUET)
    for code, lue in lues.items():
        issue = CREE if code not in connues else MODIFIE if code in changees else INCHANGE
        rapport.noter([Verdict(numeros[code], issue, lue.nom)])
    return rapport


def _reunir(une: Commune, autre: Commune) -> Commune:
    """Une commune écrite sur deux lignes : le nom de la première, les codes postaux des deux."""
    une.codes_postaux = sorted({*une.codes_postaux, *autre.codes_postaux})
    return _completer(une, autre)


def _completer(lue: Commune, connue: Commune) -> Commune:
    """La commune lue, complétée de ce que son fichier ne dit pas."""
    lue.codes_postaux = lue.codes_postaux or connue.codes_postaux
    if lue.latitude is None:
        lue.latitude, lue.longitude = connue.latitude, connue.longitude
    return lue


def lire_commune(ligne: Ligne, departements: set[str]) -> Commune:
    """La commune de la ligne, pas encore enregistrée. Lève `LigneRefusee`."""
    code = str(ligne.cellules.get("code") or "").strip().removesuffix(".0").upper().zfill(5)
    nom = str(ligne.cellules.get("nom") or "").strip()
    if len(code) != 5 or not nom:
        motif = f"code INSEE ou nom manquant ({code}, {nom or 'sans nom'})."
        raise LigneRefusee("code", code, motif, "Renseigner les cinq signes du code INSEE, et le nom.")
    if departement_de(code) not in departements:
        motif = f"le département de {code} ({nom}) n'existe pas."
        raise LigneRefusee("code", code, motif, "Vérifier que c'est bien le code INSEE, et non le code postal.")
    postaux = str(ligne.cellules.get("codes_postaux") or "").replace(",", " ").replace("|", " ").split()
    codes = sorted({postal.removesuffix(".0").zfill(5) for postal in postaux})
    latitude, longitude = _position(ligne.cellules) or (None, None)
    return Commune(
        code=code,
        nom=nom,
        codes_postaux=codes,
        departement_id=departement_de(code),
        latitude=latitude,
        longitude=longitude,
    )


def _position(cellules: Mapping[str, object]) -> Position | None:
    """La position écrite dans la ligne ; une position illisible manque, elle ne refuse pas la commune."""
    try:
        latitude, longitude = (float(str(cellules.get(n) or "").replace(",", ".")) for n in ("latitude", "longitude"))
    except ValueError:
        positions = (lire_position(str(cellules.get(nom) or "")) for nom in _POSITIONS)
        return next((p for p in positions if p is not None), None)
    return bornee(latitude, longitude)
