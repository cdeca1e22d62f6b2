"""Quelle colonne dit quoi : celles que l'on a choisies, celles que leur intitulé nomme, celles que leur contenu révèle.

Ce qui est deviné, et deux colonnes qui disent le même champ, deviennent des phrases de l'aperçu ; `--colonne` corrige.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from clauses.fond.annuaire.imports.colonnes import EN_MOTS, candidates, est_rien
from clauses.fond.annuaire.imports.deviner import INDICES, Devinee, deviner, echantillon
from clauses.fond.annuaire.imports.lieux import Communes
from clauses.fond.annuaire.imports.natures import nature_du_fichier, natures_dites
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_oui_non
from clauses.fond.structures.models import Nature
from regles.typographie import accorder, enumerer

LIGNES_EXAMINEES = 5_000
NON_LUES = 20  # colonnes nommées, au plus
# Ce qu'il est inutile de deviner quand l'un de ces champs est déjà là.
_REMPLACES = {
    "position": {"latitude", "longitude"},
    "latitude": {"position"},
    "longitude": {"position"},
    "departement": {"code_postal", "code_insee"},
}
_D_UNE_PERSONNE = {"prenom", "prenoms"}
_NOMS_VAGUES = {"nom", "name"}

Ligne = tuple[int, dict[str, object], str]


@dataclass(frozen=True)
class Table:
    """Un fichier ouvert. `intitules` : {colonne: ce que le fichier y écrit}. `refus` : pourquoi ce n'est peut-être pas
    un tableau, si ses colonnes n'en font pas une liste."""

    nom: str
    intitules: Mapping[str, str]
    lignes: Sequence[Ligne]
    avertissements: tuple[str, ...] = ()
    feuille: str = ""
    refus: FichierIllisible | None = None


@dataclass
class Reconnues:
    """`colonnes` : {champ: sa colonne}. `cochees` : {colonne « ACI » cochée d'une croix: sa nature}. `siren_et_nic` :
    les deux moitiés d'un SIRET. `nature` : celle que dit le fichier entier."""

    colonnes: dict[str, str] = field(default_factory=dict)
    cochees: dict[str, Nature] = field(default_factory=dict)
    siren_et_nic: tuple[str, str] | None = None
    nature: Nature | None = None
    phrases: list[str] = field(default_factory=list)

    @property
    def champs(self) -> set[str]:
        composes = {"siret"} if self.siren_et_nic else set()
        return {*self.colonnes, *composes, *({"nature"} if self.cochees else ())}

    def lire(self, cellules: Mapping[str, object]) -> dict[str, object]:
        """Les valeurs de la ligne sous le nom de nos champs, sans les cases vides (« NULL » en est une)."""
        lus = {champ: v for champ, colonne in self.colonnes.items() if not est_rien(v := cellules.get(colonne))}
        if self.siren_et_nic:
            siren, nic = (_chiffres(cellules.get(colonne)) for colonne in self.siren_et_nic)
            if siren and nic:
                lus["siret"] = f"{siren.zfill(9)}{nic.zfill(5)}"
        if natures := [n.value for colonne, n in self.cochees.items() if _est_coche(cellules.get(colonne))]:
            lus["nature"] = ", ".join(natures)
        return lus


def reconnaitre(table: Table, communes: Communes, choisies: Mapping[str, str]) -> Reconnues:
    """Les colonnes de la table. `choisies` : {champ: intitulé ou colonne ; vide, ne pas lire ce champ}. Lève
    `FichierIllisible` pour une colonne choisie que le fichier n'a pas."""
    return _Reconnaissance(table, communes, choisies).faire()


class _Reconnaissance:
    def __init__(self, table: Table, communes: Communes, choisies: Mapping[str, str]) -> None:
        self.table, self.communes = table, communes
        self.choisies = {champ: _choisie(table, intitule) for champ, intitule in choisies.items()}
        examinees = list(islice(table.lignes, LIGNES_EXAMINEES))
        self.cases = {
            colonne: echantillon([c.get(colonne) for _, c, _ in examinees if not est_rien(c.get(colonne))])
            for colonne in table.intitules
        }
        self.remplies = {
            colonne: sum(not est_rien(c.get(colonne)) for _, c, _ in examinees) / max(1, len(examinees))
            for colonne in table.intitules
        }
        self.lues = Reconnues()

    def faire(self) -> Reconnues:
        lues = self.lues
        self._par_intitule()
        if not est_un_complement(lues.champs):
            self._verifier_le_contenu()
            self._composer()
            self._deviner()
        self._nature_du_fichier()
        self._dire_le_reste()
        return lues

    def _par_intitule(self) -> None:
        prises = {colonne for colonne in self.choisies.values() if colonne}
        for champ, colonnes in candidates(self.table.intitules).items():
            possibles = [colonne for colonne in colonnes if colonne not in prises]
            if champ == "nom":
                possibles = self._sans_nom_de_personne(possibles)
            if champ not in self.choisies and possibles:
                pleines = [colonne for colonne in possibles if self.cases[colonne]] or possibles
                self.lues.colonnes[champ] = pleines[0]
                self._dire_les_rivales(champ, pleines[0], pleines[1:])
        self.lues.colonnes |= {champ: colonne for champ, colonne in self.choisies.items() if colonne}

    def _sans_nom_de_personne(self, colonnes: list[str]) -> list[str]:
        """« Nom » à côté de « Prénom » est celui d'un contact."""
        intitules = {colonne: cle_de_texte(intitule) for colonne, intitule in self.table.intitules.items()}
        if not _D_UNE_PERSONNE & set(intitules.values()):
            return colonnes
        return [colonne for colonne in colonnes if intitules[colonne] not in _NOMS_VAGUES]

    def _dire_les_rivales(self, champ: str, lue: str, rivales: Sequence[str]) -> None:
        for autre in rivales if champ in EN_MOTS else ():
            couples = [(c.get(lue), c.get(autre)) for _, c, _ in self.table.lignes]
            differe = sum(not est_rien(a) and not est_rien(b) and _cle(a) != _cle(b) for a, b in couples)
            dit = f"dit autre chose sur {accorder(differe, 'ligne', 'lignes')}" if differe else "ne dit rien d'autre"
            if self.table.intitules[lue] == self.table.intitules[autre]:
                debut = f"La colonne {self._nommer(lue)} figure deux fois : la première est lue ; l'autre"
            else:
                debut = f"Deux colonnes pour {EN_MOTS[champ]} : {self._nommer(lue)} est lue ; {self._nommer(autre)}"
            self._dire(f"{debut} {dit}{self._remede(champ, autre)}")

    def _verifier_le_contenu(self) -> None:
        """Un intitulé qui trompe : « Structure » où l'on lit « ACI »."""
        colonnes = self.lues.colonnes
        nom = colonnes.get("nom")
        if nom and "nom" not in self.choisies and self._part_de_natures(nom) >= 0.6:
            del colonnes["nom"]
            if "nature" not in colonnes:
                colonnes["nature"] = nom
                self._dire(f"La colonne {self._nommer(nom)} ne dit que des natures : lue comme la nature.")

    def _part_de_natures(self, colonne: str) -> float:
        cases = self.cases[colonne]
        return sum(bool(natures_dites(texte)) for texte in cases) / len(cases) if cases else 0

    def _composer(self) -> None:
        """Un SIRET en deux colonnes ; des natures en colonnes à cocher."""
        par_cle = {cle_de_texte(intitule): colonne for colonne, intitule in self.table.intitules.items()}
        if "siret" not in self.lues.champs and "siret" not in self.choisies and {"siren", "nic"} <= par_cle.keys():
            self.lues.siren_et_nic = (par_cle["siren"], par_cle["nic"])
            self._dire("SIRET composé des colonnes « SIREN » et « NIC ».")
        if "nature" in self.lues.champs or "nature" in self.choisies:
            return
        for colonne, intitule in self.table.intitules.items():
            natures = natures_dites(intitule)
            if len(natures) == 1 and self._est_a_cocher(colonne):
                self.lues.cochees[colonne] = natures[0]
        if self.lues.cochees:
            self._dire(f"Nature lue dans les colonnes cochées {enumerer(map(self._nommer, self.lues.cochees))}.")

    def _est_a_cocher(self, colonne: str) -> bool:
        cases = self.cases[colonne]
        return bool(cases) and all(_coche(texte) is not None for texte in cases)

    def _deviner(self) -> None:
        lues, deja = self.lues, self.lues.champs | self.choisies.keys()
        manquants = [c for c in (*INDICES, "nom") if c not in deja and not _REMPLACES.get(c, set()) & deja]
        prises = {*lues.colonnes.values(), *lues.cochees, *(lues.siren_et_nic or ())}
        libres = {colonne: intitule for colonne, intitule in self.table.intitules.items() if colonne not in prises}
        trouvees = deviner(libres, self.cases, self.remplies, manquants, self.communes)
        for champ in ("latitude", "longitude"):
            if not {"latitude", "longitude"} <= {*lues.colonnes, *trouvees}:
                trouvees.pop(champ, None)
        for champ, devinee in trouvees.items():
            lues.colonnes[champ] = devinee.colonne
            self._dire_devinee(champ, devinee)

    def _dire_devinee(self, champ: str, devinee: Devinee) -> None:
        self._dire(f"Colonne {self._nommer(devinee.colonne)} lue comme {EN_MOTS[champ]}, d'après son contenu.")
        for rivale in devinee.rivales:
            self._dire(f"{self._nommer(rivale)} s'y prête autant pour {EN_MOTS[champ]}{self._remede(champ, rivale)}")

    def _nature_du_fichier(self) -> None:
        """La nature que dit l'intitulé du nom (« GEIQ »), sinon le nom du fichier ou de la feuille. Elle passe devant
        une colonne « Type » qui n'en dit aucune (« Siège », « Antenne »)."""
        lues, nom = self.lues, self.lues.colonnes.get("nom", "")
        intitule = self.table.intitules[nom] if nom else ""
        dites = natures_dites(intitule) or list(filter(None, [nature_du_fichier(intitule)]))
        dite = dites[0] if len(dites) == 1 else self._du_nom_de_fichier()
        type_ = lues.colonnes.get("nature", "")
        if dite and type_ and "nature" not in self.choisies and not self._part_de_natures(type_):
            del lues.colonnes["nature"]
            self._dire(f"La colonne {self._nommer(type_)} ne dit aucune nature connue : elle n'est pas lue.")
        lues.nature = dite
        if len(dites) == 1 and "nature" not in lues.champs:
            self._dire(f"Nature du fichier : {dites[0].label}, d'après l'intitulé {self._nommer(nom)}.")

    def _du_nom_de_fichier(self) -> Nature | None:
        return nature_du_fichier(self.table.nom) or nature_du_fichier(self.table.feuille)

    def _dire_le_reste(self) -> None:
        """Toutes les colonnes lues, et celles qui ne le sont pas : de quoi voir d'un coup d'œil ce qui manque."""
        dites = [f"{EN_MOTS[champ]} {self._nommer(c)}" for champ, c in self.lues.colonnes.items() if champ in EN_MOTS]
        self.lues.phrases.insert(0, f"Colonnes lues : {', '.join(dites)}.")
        lues = {*self.lues.colonnes.values(), *self.lues.cochees, *(self.lues.siren_et_nic or ())}
        reste = [colonne for colonne in self.table.intitules if colonne not in lues and self.cases[colonne]]
        if reste:
            suite = [accorder(len(reste) - NON_LUES, "autre")] if len(reste) > NON_LUES else []
            self._dire(f"Colonnes non lues : {enumerer([*map(self._nommer, reste[:NON_LUES]), *suite])}.")

    def _dire(self, phrase: str) -> None:
        self.lues.phrases.append(phrase)

    def _remede(self, champ: str, colonne: str) -> str:
        return f'. Pour la lire : --colonne {champ}="{colonne}".'

    def _nommer(self, colonne: str) -> str:
        return f"« {self.table.intitules[colonne]} »"


def est_un_complement(champs: set[str]) -> bool:
    """Une liste de conventions ou d'annexes : elle ne nomme aucune structure, elle en complète."""
    if "nom" in champs:
        return False
    est_une_convention = {"siret", "nature"} <= champs and ("asp" in champs or {"reference", "actif"} <= champs)
    return {"annexe_de", "annexe_fin"} <= champs or est_une_convention


def _choisie(table: Table, intitule: str) -> str:
    """La colonne de ce nom ; vide, aucune."""
    if not intitule:
        return ""
    if intitule in table.intitules:
        return intitule
    cle = cle_de_texte(intitule)
    trouvee = next((colonne for colonne, ecrit in table.intitules.items() if cle_de_texte(ecrit) == cle), None)
    if trouvee is None:
        connues = ", ".join(f"« {ecrit} »" for ecrit in table.intitules.values())
        raise FichierIllisible(table.nom, f"aucune colonne « {intitule} ».", f"Celles du fichier : {connues}.")
    return trouvee


def _coche(texte: str) -> bool | None:
    try:
        return lire_oui_non(texte)
    except CelluleInvalide:
        return None


def _est_coche(valeur: object) -> bool:
    return not est_rien(valeur) and _coche(str(valeur).removesuffix(".0")) is True


def _chiffres(valeur: object) -> str:
    return "".join(c for c in str(valeur or "").removesuffix(".0") if c.isdigit())


def _cle(valeur: object) -> str:
    return cle_de_texte(str(valeur).removesuffix(".0"))
