"""Une liste de l'annuaire relue pour le rapport que l'on emporte : chaque ligne, et la structure qu'on y lit."""

from collections.abc import Hashable, Iterator, Sequence

from clauses.fond.annuaire.imports.lire import Fichier, Genre, LigneBrute
from clauses.fond.annuaire.imports.verifier import Candidat, Contexte, verifier
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.secteurs import SECTEURS
from clauses.fond.socle.imports.origine import Origine, Rangee
from clauses.fond.socle.imports.rapport import LigneRefusee, Verdict
from clauses.fond.structures.models import Nature

LUS = (
    "siret", "finess", "nom", "enseigne", "gestionnaire", "naf", "adresse", "code_postal", "commune", "departement",
    "latitude", "longitude", "site", "courriel", "telephone", "capacite", "effectif", "convention_fin", "millesime",
    "actif",
)  # fmt: skip  # les champs d'une fiche, dans l'ordre où on la lit


class OrigineDAnnuaire(Origine):
    def __init__(self, fichier: Fichier, contexte: Contexte) -> None:
        self.fichier, self.contexte, self.intitules = fichier, contexte, fichier.intitules
        noms = (str(Fournisseur._meta.get_field(nom).verbose_name) for nom in LUS)
        self.champs = ("nature", *noms, "métiers") if self._liste_des_structures else tuple(fichier.colonnes)

    @property
    def _liste_des_structures(self) -> bool:
        return self.fichier.genre is Genre.STRUCTURES

    def rangees(self) -> Iterator[Rangee]:
        for brute in self.fichier.lignes:
            cle = brute.place if self._liste_des_structures else brute.numero
            yield Rangee(brute.numero, brute.cases, self._comprendre(brute), cle)

    def cle(self, verdict: Verdict) -> Hashable:
        return verdict.details.get("place", verdict.ligne)

    def remarque(self, verdict: Verdict) -> str:
        dites = (f"{r.champ} : {r.motif}" for r in verdict.details.get("remarques", ()))
        return " ".join(filter(None, (verdict.motif, *dites)))

    def _comprendre(self, brute: LigneBrute) -> Sequence[object]:
        if not self._liste_des_structures:
            return [brute.champs.get(champ) for champ in self.fichier.colonnes]
        try:
            candidats = list(verifier(brute, self.contexte))
        except LigneRefusee:
            return ()
        return _en_mots(candidats)


def _en_mots(candidats: Sequence[Candidat]) -> Sequence[object]:
    fiche = candidats[0].fiche
    natures = " ; ".join(str(Nature(candidat.fiche.nature).label) for candidat in candidats)
    metiers = " ; ".join(SECTEURS.get(code, code) for code in fiche.secteurs)
    return [natures, *(getattr(fiche, nom) for nom in LUS), metiers]
