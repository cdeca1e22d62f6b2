"""Les personnes que la structure porteuse connaît, et celles que le fichier ajoute."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.noms import est_mieux_ecrit, serrer
from clauses.fond.socle.valeurs import cle_de_texte, en_date
from clauses.suivi.declarations.imports import formats
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.doublons import PRENOMS_DE_REPRISE
from clauses.suivi.declarations.imports.questions import DISTINCT, MEME, PERSONNE, ADire
from clauses.suivi.participants.doubles import Lien, Personne, Rapprochement, cles, comparer
from clauses.suivi.participants.models import CritereParticipant, Participant

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
VOISINES = 50  # au-delà, une clé approchée est trop commune pour dire quelque chose
_COMPARES = ("nom", "prenom", "dossier", "sexe", "commune", "code_postal", "telephone", "courriel")


class Annuaire:
    """Deux requêtes : les personnes, leurs critères. Les lignes du fichier s'y ajoutent à mesure."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.valeurs: dict[UUID, dict[str, Any]] = {}
        self.versions: dict[UUID, int] = {}
        self.criteres: dict[UUID, set[str]] = defaultdict(set)
        self.neuves: dict[UUID, Participant] = {}
        self._dossiers: dict[str, list[UUID]] = defaultdict(list)
        self._cles: dict[str, list[UUID]] = defaultdict(list)
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
        if valeurs["prenom"] not in PRENOMS_DE_REPRISE:
            for cle in cles(_dite(valeurs)):
                self._cles[cle].append(pk)

    def trouver(self, lues: dict[str, Any]) -> UUID | None:
        """La personne, quand on en est sûr. Lève un refus si plusieurs le sont."""
        return self._sure(lues, self._rapprochees(lues, au_plus_pres=True))

    def reconnaitre(self, lues: dict[str, Any], cellules: Cellules, reponse: str | None) -> UUID | None:
        """La personne, sûre, ou que quelqu'un a dite la même ; `None` : une de plus. Lève `ADire` si elle est probable
        et que personne n'a répondu."""
        if pk := self.trouver(lues):
            return pk
        rapprochees = self._rapprochees(lues)
        probables = [(pk, lue) for pk, lue in rapprochees if lue.lien is Lien.PROBABLE]
        if not probables or reponse == DISTINCT:
            for pk, lue in rapprochees[:1]:
                cellules.remarquer(f"Une personne de plus, distincte de {self._nommer(pk, lue)}.")
            return None
        if reponse == MEME and len(probables) == 1:
            return probables[0][0]
        quoi = "une personne est peut-être la même" if len(probables) == 1 else _plusieurs(len(probables))
        motif = f"{quoi} : {' ; '.join(self._nommer(*trouvee) for trouvee in probables[:3])}."
        raise ADire(motif, formats.NOM, f"{lues['prenom']} {lues['nom']}", sur=PERSONNE)

    def _rapprochees(self, lues: dict[str, Any], *, au_plus_pres: bool = False) -> list[tuple[UUID, Rapprochement]]:
        """Les personnes qui sont, ou pourraient être, celle-ci ; et celles qui tromperaient. `au_plus_pres` : les noms
        pareils seulement, ce qui suffit à trouver la même."""
        qui = _dite(lues)
        voisines = dict.fromkeys(self._dossiers.get(cle_de_texte(qui.dossier), ()) if qui.dossier else ())
        for cle in cles(qui):
            siennes = self._cles.get(cle, ())
            if cle.startswith("=") or (not au_plus_pres and len(siennes) <= VOISINES):
                voisines |= dict.fromkeys(siennes)
        lues_ensemble = ((pk, comparer(qui, _dite(self.valeurs[pk]))) for pk in voisines)
        return sorted((trouvee for trouvee in lues_ensemble if any(trouvee[1])), key=lambda t: -t[1].lien)

    def _sure(self, lues: dict[str, Any], rapprochees: list[tuple[UUID, Rapprochement]]) -> UUID | None:
        """Celle du dossier, sinon la seule qui soit la même."""
        dossier = cle_de_texte(lues.get("dossier", ""))
        memes = [pk for pk, lue in rapprochees if lue.lien is Lien.MEME]
        memes = [pk for pk in memes if dossier and pk in self._dossiers[dossier]] or memes
        if len(memes) > 1:
            remede = "Ajouter la colonne « Dossier » ou « Date de naissance », ou réunir leurs fiches."
            valeur = f"{lues.get('prenom', '')} {lues.get('nom', '')}".strip() or lues.get("dossier", "")
            raise LigneRefusee(formats.NOM, valeur, f"{_plusieurs(len(memes))}.", remede)
        return memes[0] if memes else None

    def _nommer(self, pk: UUID, lue: Rapprochement) -> str:
        """« Inès Fictif, 12/03/1994 (la même naissance et une lettre change) »."""
        connue, ici = self.valeurs[pk], ", plus haut dans ce fichier" if pk in self.neuves else ""
        naissance = f", {en_date(connue['date_naissance'])}" if connue["date_naissance"] else ""
        pourquoi = f" ({lue.raison})" if lue.raison else ""
        return f"{Participant.nommer(connue['prenom'], connue['nom'])}{naissance}{ici}{pourquoi}"

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

    def completer(self, pk: UUID, lues: dict[str, Any], cellules: Cellules) -> tuple[Modification | None, list[str]]:
        """Ce que le fichier change sur une personne connue, et les champs en mots. Une case vide n'efface rien, et un
        nom n'est repris que mieux écrit."""
        connues = self.valeurs[pk]
        lues = _sans_abimer_le_nom(lues, connues, cellules)
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


def _dite(valeurs: dict[str, Any]) -> Personne:
    """La personne d'une fiche ou d'une ligne, pour la comparer."""
    nom, prenom, dossier, sexe, *reperes = (valeurs.get(champ) or "" for champ in _COMPARES)
    return Personne(nom, prenom, valeurs.get("date_naissance"), dossier, sexe, tuple(reperes))


def _plusieurs(combien: int) -> str:
    return f"{combien} personnes répondent à cette identité"


def _sans_abimer_le_nom(lues: dict[str, Any], connues: dict[str, Any], cellules: Cellules) -> dict[str, Any]:
    """Le nom de la fiche reste, sauf si la ligne l'écrit mieux (accents, apostrophes) ; un autre nom se remarque."""
    ecrits = {champ: lues[champ] for champ in ("nom", "prenom") if lues.get(champ)}
    if not ecrits or connues["prenom"] in PRENOMS_DE_REPRISE:
        return lues
    if any(serrer(ecrit) != serrer(connues[champ]) for champ, ecrit in ecrits.items()):
        dit, garde = (Participant.nommer(qui.get("prenom", ""), qui.get("nom", "")) for qui in (ecrits, connues))
        cellules.remarquer(f"Le fichier nomme cette personne « {dit.strip()} » ; sa fiche garde « {garde} ».")
    return {
        champ: valeur
        for champ, valeur in lues.items()
        if champ not in ecrits or est_mieux_ecrit(valeur, connues[champ])
    }


def fusionner(*suites: Iterable[Any]) -> tuple[Any, ...]:
    """Les objets de ces suites, chacun une fois, dans l'ordre."""
    return tuple({objet.pk: objet for suite in suites for objet in suite}.values())
