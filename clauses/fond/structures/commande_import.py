"""La commande qui importe un fichier chez une structure porteuse : l'aperçu, ou l'application."""

from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.commande import CommandeDImport, en_compte
from clauses.fond.socle.imports.questions import DISTINCT, MEME
from clauses.fond.socle.imports.rapport import EN_MOTS, INCHANGE, Rapport, Verdict
from clauses.fond.structures.doubles import STRUCTURES
from clauses.fond.structures.models import StructurePorteuse
from regles.typographie import accorder

SIRET = 14  # chiffres


class CommandeChezUnePorteuse(CommandeDImport):
    """`mots` : le sort d'une ligne, accordé avec ce que l'on importe. `porteuse` et `message` : chez qui, et ce qui
    s'est passé ensuite."""

    mots: dict[Any, str] = EN_MOTS
    porteuse: StructurePorteuse
    message = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--structure", metavar="PORTEUSE", default="", help="nom, sigle, SIRET ou clé")

    @abstractmethod
    def importer_le_fichier(self, fichier: Path, options: dict[str, Any]) -> Rapport:
        """L'aperçu, ou l'application ; `self.message` dit ce qui l'a suivie."""

    @abstractmethod
    def en_une_ligne(self, rapport: Rapport, verdict: Verdict) -> str: ...

    def importer(self, options: dict[str, Any]) -> list[Rapport]:
        fichier: Path = options["fichier"]
        self.porteuse = trouver_la_porteuse(options["structure"])
        if not fichier.is_file():
            raise RefusMetier(f"« {fichier} » n'existe pas. Vérifier le chemin du fichier.")
        return [self.importer_le_fichier(fichier, options)]

    def lignes_a_dire(self, rapport: Rapport) -> list[Verdict]:
        return [verdict for verdict in rapport.verdicts if verdict.issue != INCHANGE]

    def raconter(self, rapport: Rapport, options: dict[str, Any]) -> None:
        for avertissement in rapport.avertissements:
            self.stdout.write(avertissement)
        for verdict in self.lignes_a_dire(rapport):
            self.stdout.write(self.en_une_ligne(rapport, verdict))
        ecartes = f", {accorder(rapport.ecartes, 'écarté')}" if rapport.ecartes else ""
        self.stdout.write(f"{self.porteuse.nom} : {en_compte(rapport, self.mots)}{ecartes}.")
        for phrase in filter(None, (rapport.ce_qui_s_ouvre(est_applique=options["appliquer"]), self.message)):
            self.stdout.write(phrase)

    def en_json(self, rapports: list[Rapport], options: dict[str, Any]) -> dict[str, Any]:
        rapport = rapports[0]
        return {
            "fichier": rapport.nom_fichier,
            "structure": self.porteuse.nom,
            "modele": str(rapport.modele),
            "applique": options["appliquer"],
            "totaux": rapport.totaux,
            "ecartes": rapport.ecartes,
            "ouvre": rapport.ouvre,
            "avertissements": rapport.avertissements,
            "lignes": [self.ligne_en_json(verdict) for verdict in rapport.verdicts],
        }

    def ligne_en_json(self, verdict: Verdict) -> dict[str, Any]:
        dit = verdict._asdict()
        return {nom: valeur for nom, valeur in dit.items() if nom not in ("details", "url")}


def lire_les_reponses(options: Mapping[str, Any], lignes: Sequence[str] = ()) -> dict[str, str]:
    """{SIRET, ou « structures »: réponse} de --distincts et --memes. `lignes` : les mots d'une porte où chaque ligne se
    numérote aussi (« 3 », et « 3p » pour sa personne).

    Lève `RefusMetier` pour un autre mot, ou la même chose dite deux fois.
    """
    reponses: dict[str, str] = {}
    for option, reponse in (("distincts", DISTINCT), ("memes", MEME)):
        for mot in (_mot(morceau) for morceau in options[option].split(",") if morceau.strip()):
            est_dit = mot in (*lignes, STRUCTURES) or (mot.isdecimal() and len(mot) == SIRET)
            if not est_dit and not (lignes and mot.removesuffix("p").isdecimal()):
                quoi = "un SIRET" if not lignes else "un numéro de ligne"
                raise RefusMetier(f"--{option} : « {mot} » n'est pas {quoi}. Écrire {_a_ecrire(lignes)}.")
            if mot in reponses:
                raise RefusMetier(f"--{option} : {'' if est_dit else 'la ligne '}{mot} a déjà sa réponse.")
            reponses[mot] = reponse
    return reponses


def _mot(ecrit: str) -> str:
    """Sans espaces ni capitales ; « 03 » est la ligne 3."""
    mot = "".join(ecrit.split()).lower()
    numero = mot.removesuffix("p")
    est_une_ligne = numero.isdecimal() and len(mot) != SIRET
    return f"{int(numero)}{mot.removeprefix(numero)}" if est_une_ligne else mot


def _a_ecrire(lignes: Sequence[str]) -> str:
    structure = f"un SIRET ou {STRUCTURES}"
    if not lignes:
        return structure
    return f"3,5 ou {lignes[0]} ; pour la personne d'une ligne, 3p ou {lignes[1]} ; pour une structure, {structure}"


def trouver_la_porteuse(texte: str) -> StructurePorteuse:
    """La porteuse de ce nom, sigle, SIRET ou clé ; sans texte, la seule qu'il y ait. Lève `RefusMetier`."""
    porteuses = StructurePorteuse.objects.actifs()
    if texte:
        porteuses = porteuses.filter(_condition(texte.strip()))
    trouvees = list(porteuses.order_by("tri", "pk")[:20])
    if len(trouvees) == 1:
        return trouvees[0]
    connues = trouvees or list(StructurePorteuse.objects.actifs().order_by("tri", "pk")[:20])
    if not connues:
        raise RefusMetier("Aucune structure porteuse n'existe encore : en créer une d'abord.")
    liste = "\n".join(f"  --structure {p.pk}  {p.nom}" for p in connues)
    raison = f"Aucune porteuse ne répond à « {texte} »." if texte and not trouvees else "Plusieurs porteuses existent."
    raise RefusMetier(f"{raison} Dire laquelle :\n{liste}")


def _condition(texte: str) -> Q:
    try:
        return Q(pk=UUID(texte))
    except ValueError:
        siret = texte.replace(" ", "")
        return Q(nom__iexact=texte) | Q(sigle__iexact=texte) | (Q(siret=siret) if siret.isdigit() else Q(pk__in=[]))
