"""Les personnes que la structure porteuse connaît, et celles que le fichier ajoute."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    lire_code_postal,
    lire_date,
    lire_oui_non,
    lire_sexe,
)
from clauses.fond.socle.valeurs.dates import NAISSANCE_MIN
from clauses.suivi.declarations.imports import formats, vocabulaire
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.repertoire import Fiche, Repertoire
from clauses.suivi.participants.models import CritereParticipant, Participant
from regles.statuts import nie_le_quartier

CHAMPS = (
    "dossier",
    "nom",
    "prenom",
    "sexe",
    "date_naissance",
    "code_postal",
    "commune",
    "qpv",
    "quartier",
    "niveau",
    "telephone",
    "courriel",
    "prescripteur_id",
)
PRECISION = "Repris de l'ancien outil, pièce non revue."
Nom = tuple[str, str]


class Annuaire:
    """Deux requêtes : les personnes, leurs critères. Les lignes du fichier s'y ajoutent à mesure."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.valeurs: dict[UUID, dict[str, Any]] = {}
        self.versions: dict[UUID, int] = {}
        self.criteres: dict[UUID, set[str]] = defaultdict(set)
        self.neuves: dict[UUID, Participant] = {}
        self._dossiers: dict[str, list[UUID]] = defaultdict(list)
        self._noms: dict[Nom, list[UUID]] = defaultdict(list)
        personnes = Participant.objects.actifs().filter(porteuse_id=contexte.porteuse_id).order_by("pk")
        for pk, version, *valeurs in personnes.values_list("pk", "version", *CHAMPS):
            self.versions[pk] = version
            self._indexer(pk, dict(zip(CHAMPS, valeurs, strict=True)))
        notes = CritereParticipant.objects.actifs().filter(participant__porteuse_id=contexte.porteuse_id)
        for pk, code in notes.order_by().values_list("participant_id", "code"):
            self.criteres[pk].add(code)

    def _indexer(self, pk: UUID, valeurs: dict[str, Any]) -> None:
        self.valeurs[pk] = valeurs
        if valeurs["dossier"]:
            self._dossiers[cle_de_texte(valeurs["dossier"])].append(pk)
        self._noms[_nom(valeurs)].append(pk)

    def trouver(self, lues: dict[str, Any]) -> UUID | None:
        """La personne : par son dossier, sinon par ses nom, prénom et naissance. Lève un refus si l'on hésite."""
        dossier = lues.get("dossier", "")
        if dossier and (connues := self._dossiers.get(cle_de_texte(dossier))):
            return self._une_seule(connues, formats.DOSSIER, dossier)
        if not (lues.get("nom") and lues.get("prenom")):
            return None
        naissance: date | None = lues.get("date_naissance")
        homonymes = [
            pk
            for pk in self._noms.get(_nom(lues), [])
            if not (dossier and self.valeurs[pk]["dossier"])
            and (naissance is None or self.valeurs[pk]["date_naissance"] in (None, naissance))
        ]
        return self._une_seule(homonymes, formats.NOM, f"{lues['prenom']} {lues['nom']}") if homonymes else None

    def _une_seule(self, connues: list[UUID], champ: str, valeur: str) -> UUID:
        if len(set(connues)) > 1:
            remede = "Ajouter la colonne « Dossier » ou « Date de naissance », ou réunir leurs fiches."
            raise LigneRefusee(champ, valeur, f"{len(connues)} personnes répondent à cette identité.", remede)
        return connues[0]

    def ajouter(self, lues: dict[str, Any]) -> Participant:
        """Une personne préparée, pas encore écrite."""
        personne = Participant(porteuse_id=self.contexte.porteuse_id, **lues)
        self.neuves[personne.pk] = personne
        self._indexer(personne.pk, {champ: getattr(personne, champ) for champ in CHAMPS})
        return personne

    def noter_ecrites(self, crees: set[Cle]) -> None:
        """Celles que la base a désormais se complètent comme les autres."""
        for pk in [pk for pk in self.neuves if pk in crees]:
            self.versions[pk] = self.neuves.pop(pk).version

    def completer(self, pk: UUID, lues: dict[str, Any]) -> tuple[Modification | None, list[str]]:
        """Ce que le fichier change sur une personne connue, et les champs en mots. Une case vide n'efface rien."""
        connues = self.valeurs[pk]
        neuf = {nom: valeur for nom, valeur in lues.items() if valeur not in ("", None) and connues[nom] != valeur}
        mots = [str(Participant._meta.get_field(nom.removesuffix("_id")).verbose_name) for nom in neuf]
        connues.update(neuf)
        if not neuf:
            return None, []
        if pk in self.neuves:
            for nom, valeur in neuf.items():
                setattr(self.neuves[pk], nom, valeur)
            return None, mots
        return Modification(Participant, pk, self.versions[pk], neuf), mots

    def noter(self, pk: UUID, codes: dict[str, str]) -> list[CritereParticipant]:
        """Les critères que la personne n'avait pas encore, notés sans pièce vue."""
        ajoutes = []
        for code, precision in codes.items():
            if code not in self.criteres[pk]:
                self.criteres[pk].add(code)
                texte = f"{precision} — {PRECISION}" if precision else PRECISION
                ajoutes.append(CritereParticipant(participant_id=pk, code=code, precision=texte[:250]))
        return ajoutes


def _nom(valeurs: dict[str, Any]) -> Nom:
    return cle_de_texte(valeurs["nom"]), cle_de_texte(valeurs["prenom"])


def lire_personne(cellules: Cellules, repertoire: Repertoire, jour: date) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """(les champs remplis, les fiches neuves dont ils dépendent). L'adresse n'est pas reprise."""
    prescripteur = _prescripteur(cellules, repertoire)
    lues: dict[str, Any] = {
        "dossier": cellules.texte(formats.DOSSIER, 40),
        "nom": cellules.texte(formats.NOM, 80),
        "prenom": cellules.texte(formats.PRENOM, 80),
        "sexe": _souple(cellules, formats.SEXE, lire_sexe),
        "date_naissance": _naissance(cellules, jour),
        "code_postal": _code_postal(cellules, repertoire),
        "commune": cellules.texte(formats.COMMUNE, 120),
        "niveau": _niveau(cellules),
        "telephone": _telephone(cellules),
        "courriel": _courriel(cellules),
        "prescripteur_id": prescripteur.pk if prescripteur else None,
        **_quartier(cellules),
    }
    remplies = {nom: valeur for nom, valeur in lues.items() if valeur not in ("", None)}
    return remplies, prescripteur.neuves if prescripteur else ()


def lire_statuts(cellules: Cellules) -> dict[str, str]:
    """Les critères à noter ; un état nié, terminé ou incertain est remarqué."""
    remarques: list[str] = []
    codes = vocabulaire.statuts(cellules.texte(formats.STATUT, 1000), remarques)
    for remarque in remarques:
        cellules.remarquer(f"{formats.STATUT}\u00a0: {remarque}")
    return codes


def _souple(cellules: Cellules, champ: str, lecteur: Any) -> Any:
    """Une donnée facultative illisible est laissée de côté, et remarquée."""
    try:
        return lecteur(cellules.brute(champ))
    except CelluleInvalide as erreur:
        cellules.remarquer(f"{champ} : {erreur.message} Laissé de côté.")
        return None


def _naissance(cellules: Cellules, jour: date) -> date | None:
    def lire(valeur: object) -> date | None:
        return lire_date(valeur, minimum=NAISSANCE_MIN, maximum=jour, remarques=cellules.remarques)

    return _souple(cellules, formats.NAISSANCE, lire)


def _code_postal(cellules: Cellules, repertoire: Repertoire) -> str:
    """Quatre chiffres : un zéro perdu, ou un code d'un pays voisin ; la commune, si elle est dite, en décide."""
    lu = _souple(cellules, formats.CODE_POSTAL, lire_code_postal) or ""
    ecrit, commune = cellules.texte(formats.CODE_POSTAL, 40).removesuffix(".0"), cellules.texte(formats.COMMUNE, 120)
    if not lu or len(ecrit) != 4:
        return str(lu)
    if repertoire.est_dans(commune, lu[:2]) is False:
        ou = f"quatre chiffres, et {commune} n'est pas une commune de ce département ({lu[:2]})"
        cellules.remarquer(f"{formats.CODE_POSTAL} : « {ecrit} » a {ou} ; un code étranger ? Laissé de côté.")
        return ""
    lire_code_postal(ecrit, remarques=cellules.remarques)
    return str(lu)


def _prescripteur(cellules: Cellules, repertoire: Repertoire) -> Fiche | None:
    nom = cellules.texte(formats.PRESCRIPTEUR)
    if not nom or vocabulaire.PAS_UN_PRESCRIPTEUR.search(cle_de_texte(nom)):
        return None
    return repertoire.structure(formats.PRESCRIPTEUR, nom, dire=cellules.remarquer)


def _niveau(cellules: Cellules) -> str:
    cle = cellules.cle(formats.NIVEAU)
    trouve = vocabulaire.niveau(cle)
    if cle and trouve is None:
        cellules.remarquer(f"{formats.NIVEAU} : « {cellules.texte(formats.NIVEAU)} » est inconnu. Laissé de côté.")
    return trouve or ""


def _telephone(cellules: Cellules) -> str:
    numeros = [n for n in (cellules.texte(formats.MOBILE), cellules.texte(formats.FIXE)) if n]
    courts = [n for n in numeros if len(n) <= 20]
    if numeros and not courts:
        cellules.remarquer("Téléphone trop long (20 caractères au plus). Laissé de côté.")
    return next(iter(courts), "")


def _courriel(cellules: Cellules) -> str:
    adresse = cellules.texte(formats.COURRIEL)
    try:
        validate_email(adresse or "personne@exemple.test")
    except ValidationError:
        cellules.remarquer(f"« {adresse} » n'est pas une adresse électronique. Laissée de côté.")
        return ""
    return adresse


def _quartier(cellules: Cellules) -> dict[str, str]:
    """« Oui », « non », ou le nom du quartier prioritaire ; le quartier ordinaire n'en fait pas un habitant."""
    qpv, quartier = cellules.texte(formats.QPV, 120), cellules.texte(formats.QUARTIER, 120)
    if not qpv:
        return {"quartier": quartier}
    try:
        return {"qpv": "oui" if lire_oui_non(qpv) else "non", "quartier": quartier}
    except CelluleInvalide:
        return {"qpv": "non", "quartier": quartier} if nie_le_quartier(qpv) else {"qpv": "oui", "quartier": qpv}


def fusionner(*suites: Iterable[Any]) -> tuple[Any, ...]:
    """Les objets de ces suites, chacun une fois, dans l'ordre."""
    return tuple({objet.pk: objet for suite in suites for objet in suite}.values())
