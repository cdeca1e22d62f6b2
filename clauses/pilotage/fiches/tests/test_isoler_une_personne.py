"""Qui n'a pas à voir les personnes n'en isole aucune : ni en ouvrant une porte, ni en soustrayant ce que deux disent.

Chaque ligne d'heures est un nombre qu'aucune autre somme ne donne par hasard : ce qu'on lit est ramassé partout (pages,
classeurs, PDF, tous filtres), puis soustrait deux à deux, et trois à trois, à la recherche d'une personne.
"""

import io
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pypdf import PdfReader
from python_calamine import load_workbook

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from clauses.pilotage.bilans.bilan import Bilan
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants
from tests.harnais import tour

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)
SEUIL = 5
NOMBRE = re.compile(r"(?<![\d,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d{1,2})?(?!\d)|(?<![\d,])\d+(?:,\d{1,2})?(?!\d)")


@dataclass
class Scene:
    """Une opération ANRU, ses lots ; `equipes` : par lot, combien de personnes chez chaque attributaire."""

    equipes: list[list[int]]
    mois: dict[int, Callable[[int], bool]] = field(default_factory=lambda: dict.fromkeys(range(3, 8), lambda _: True))
    hasard: random.Random = field(default_factory=lambda: random.Random(48))

    def __post_init__(self) -> None:
        self.porteuse = structures.porteuse()
        self.operation = marches.operation(self.porteuse, est_anru=True, departement=nord(), etat="en_cours")
        le_marche = marches.marche(self.operation)
        self.lots = [marches.lot(le_marche, str(rang)) for rang, _ in enumerate(self.equipes, start=1)]
        self.attributions = []
        for lot, effectifs in zip(self.lots, self.equipes, strict=True):
            marches.clause(lot, formule="fixe", heures=5_000_000)
            for combien in effectifs:
                self._equipe(lot, combien)

    def _equipe(self, lot: Lot, combien: int) -> None:
        entreprise = structures.entreprise(self.porteuse, f"Entreprise {len(self.attributions)}")
        attribution = marches.attribution(lot, entreprise, part=100 // len(self.equipes))
        self.attributions.append(attribution)
        octobre = declarations.declaration(attribution, date(2026, 10, 1), etat="soumise")
        for rang in range(combien):
            qui = participants.participant(
                self.porteuse,
                nom=f"Personne{len(self.attributions)}{rang}",
                sexe="F" if rang % 3 else "H",
                qpv="oui" if rang % 2 else "non",
                date_naissance=date(1965 + 7 * (rang % 6), 1, 1),
            )
            participants.eligibilite(qui, criteres=["rsa", "deld"] if rang % 2 else ["deld"])
            modalite = "mise_a_disposition" if rang % 4 == 1 else "embauche_directe"
            contrat = declarations.contrat(qui, lot, attribution=attribution, modalite=modalite)
            for mois in (m for m, travaille in self.mois.items() if travaille(rang)):
                declarations.ligne(contrat, lot, date(2026, mois, 1), self._heures(), etat="validee")
            if rang < 2:
                declarations.ligne(contrat, lot, date(2026, 10, 1), self._heures(), declaration=octobre)

    def _heures(self) -> str:
        return f"{self.hasard.randrange(1_000_000, 99_999_999) / 100:.2f}"


def petite() -> Scene:
    """Une entreprise de six, une d'une seule personne, une de trois."""
    return Scene([[6, 1], [3]])


def d_une_seule_personne() -> Scene:
    return Scene([[1]])


def presque_grande() -> Scene:
    """Six et sept personnes en juin et avant ; en juillet, une seule vient encore."""
    tous: Callable[[int], bool] = lambda _: True  # noqa: E731
    return Scene([[6], [7]], {3: tous, 4: tous, 5: lambda rang: rang < 3, 6: tous, 7: lambda rang: rang < 1})


def grande() -> Scene:
    return Scene([[6, 7], [8]])


# --- ce qu'on lit -----------------------------------------------------------------------------------------------------


def adresses(scene: Scene) -> Iterator[str]:
    """Toutes les pages d'un objet de l'opération, puis le bilan sous tous ses filtres."""
    objets: dict[Any, list[Any]] = defaultdict(list)
    ligne = LigneHeures.objects.select_related("contrat__participant").exclude(declaration=None)[0]
    siens = [ligne, ligne.contrat, ligne.contrat.participant, ligne.declaration]
    for objet in [scene.operation, *scene.lots, scene.lots[0].marche, *scene.attributions, *siens]:
        objets[type(objet)].append(objet)
    for ecran in tour.ecrans():
        noms = set(ecran.motif.pattern.converters)
        modele = ecran.vue.ecran_objet or tour.modeles().get(ecran.nom)
        autres = {nom: tour.morceaux()[ecran.nom, nom][0] for nom in noms - {"pk"}}
        for objet in objets.get(modele, []) if "pk" in noms else [None]:
            yield reverse(ecran.nom, kwargs=autres | ({"pk": objet.pk} if objet else {}))
    yield from filtrees(scene.operation)


def filtrees(operation: Operation) -> Iterator[str]:
    bilan = Bilan(operation, JOUR, publier=False)
    cases = {(d.code, valeur) for d in bilan.dimensions.values() for fait in bilan.faits for valeur in d.lire(fait)}
    requetes: list[dict[str, Any]] = [{"dimension": d, "valeur": v} for d, v in sorted(cases)]
    requetes += [{"chiffre": "a_decider"}, {"chiffre": "retenu"}, {"sexe": "F"}, {"q": "Personne"}, {"tri": "retenues"}]
    requetes += [{"chiffre": "a_decider", **requete} for requete in requetes[:-5]]
    for requete in requetes:
        for porte in ("lignes", "operation_xlsx"):
            yield f"{reverse(f'bilans:{porte}', args=[operation.pk])}?{urlencode(requete)}"
    for requete in requetes[-6:]:
        yield f"{reverse('bilans:operation', args=[operation.pk])}?{urlencode(requete)}"
        yield f"{reverse('declarations:operation', args=[operation.pk])}?{urlencode(requete)}"
    yield "/recherche/?q=Personne"


def lire(client: Client, adresse: str) -> set[int]:
    """Les nombres d'une réponse, en centièmes ; aucun d'un refus."""
    reponse = client.get(adresse)
    if reponse.status_code != 200:
        return set()
    contenu = b"".join(reponse) if reponse.streaming else reponse.content
    sorte = reponse["Content-Type"]
    if "pdf" in sorte:
        return nombres(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(contenu)).pages))
    if "spreadsheet" in sorte:
        classeur = load_workbook(io.BytesIO(contenu))
        cases = [
            c for nom in classeur.sheet_names for ligne in classeur.get_sheet_by_name(nom).to_python() for c in ligne
        ]
        return {round(c * 100) for c in cases if isinstance(c, float | int)} | nombres(" | ".join(map(str, cases)))
    if "html" not in sorte:
        return nombres(contenu.decode(errors="replace"))
    page = html.fromstring(contenu.decode())
    dits = [*page.itertext(), *page.xpath("//@title | //@aria-label | //@alt | //@value | //@content | //@href")]
    return nombres(" | ".join(dits))


def nombres(texte: str) -> set[int]:
    lus = (re.sub(r"\s", "", lu) for lu in NOMBRE.findall(texte))
    return {round(float(lu.replace(",", ".")) * 100) for lu in lus if len(lu) < 14}


# --- ce qu'on ne doit pas savoir --------------------------------------------------------------------------------------


def cachees(lignes: list[LigneHeures]) -> tuple[dict[int, str], dict[int, str]]:
    """({ce que vaut une personne: laquelle}, {ce que valent ensemble moins de cinq}), en centièmes ; sans ce qui est le
    total d'une entreprise, d'un lot ou d'une modalité, que l'acheteur contrôle (décision 0016)."""
    groupes: dict[tuple[str, ...], list[LigneHeures]] = defaultdict(list)
    seules: dict[tuple[str, ...], list[LigneHeures]] = defaultdict(list)
    for ligne in lignes:
        qui, contrat = ligne.contrat.participant, ligne.contrat
        etat, lot, mois = ligne.etat, str(ligne.lot_id), str(ligne.mois)
        titulaire = str(contrat.affectations.get().attribution_id)
        seules[qui.nom, etat, mois].append(ligne)
        seules[qui.nom, etat].append(ligne)
        for case in ("operation", lot, titulaire, contrat.modalite, qui.sexe, qui.qpv, str(qui.date_naissance.year)):
            groupes[case, etat, mois].append(ligne)
        for case in (qui.sexe, qui.qpv, str(qui.date_naissance.year)):
            groupes[case, etat].append(ligne)
    permis = {_somme(de) for de in _entreprises(lignes)}
    une = {_somme(de): " ".join(cle) for cle, de in seules.items()}
    peu = {_somme(de): " ".join(cle) for cle, de in groupes.items() if len({x.contrat_id for x in de}) < SEUIL}
    return ({v: qui for v, qui in d.items() if v not in permis} for d in (une, peu))  # type: ignore[return-value]


def _entreprises(lignes: list[LigneHeures]) -> list[list[LigneHeures]]:
    totaux: dict[tuple[str, ...], list[LigneHeures]] = defaultdict(list)
    for ligne in lignes:
        titulaire = str(ligne.contrat.affectations.get().attribution_id)
        for case in ("operation", str(ligne.lot_id), titulaire, ligne.contrat.modalite):
            totaux[case, ligne.etat].append(ligne)
            totaux[case].append(ligne)
    return list(totaux.values())


def _somme(lignes: list[LigneHeures]) -> int:
    return round(sum(ligne.declarees for ligne in lignes) * 100)


def isolees(lus: set[int], lignes: list[LigneHeures]) -> list[str]:
    """Ce que donnent un nombre lu, la différence de deux, ou d'un et de deux autres."""
    une, peu = cachees(lignes)
    parlants = sorted(v for v in lus if v > 500_000)  # les heures ; pas les dates ni les pages
    trouvees = [f"{peu.get(v) or une[v]} : lu tel quel" for v in parlants if v in une or v in peu]
    for a, b in combinations(parlants, 2):
        if b - a in une or b - a in peu:
            trouvees.append(f"{peu.get(b - a) or une[b - a]} : {b} − {a}")
    connus = set(parlants)
    for a, b in combinations(parlants, 2):
        trouvees += [f"{qui} : {a + b + v} − {a} − {b}" for v, qui in une.items() if a + b + v in connus]
    return trouvees


ROLES: dict[str, Callable[[Scene], Any]] = {
    "acheteur": lambda s: comptes.donneur_d_ordre(s.operation.donneur_d_ordre),
    "juriste": lambda s: comptes.juriste(s.operation.donneur_d_ordre),
    "pilote": lambda s: comptes.pilote(nord()),
}


@pytest.mark.parametrize("raconter", [petite, d_une_seule_personne, presque_grande, grande])
@pytest.mark.parametrize("role", ROLES)
def test_aucune_soustraction_ne_rend_une_personne(client: Client, role: str, raconter: Callable[[], Scene]) -> None:
    scene = raconter()
    client.force_login(ROLES[role](scene).utilisateur)
    lus: dict[str, set[int]] = {adresse: lire(client, adresse) for adresse in adresses(scene)}
    lignes = list(LigneHeures.objects.select_related("contrat__participant"))
    assert isolees(set().union(*lus.values()), lignes) == []


def test_l_attaque_trouve_les_personnes_de_qui_les_voit(client: Client) -> None:
    """Elle sait trouver : une facilitatrice lit chaque ligne."""
    scene = petite()
    client.force_login(comptes.facilitateur(scene.porteuse).utilisateur)
    lus = lire(client, reverse("bilans:operation_xlsx", args=[scene.operation.pk]))
    assert len(isolees(lus, list(LigneHeures.objects.select_related("contrat__participant")))) > 40


def test_une_entreprise_ne_deduit_pas_les_personnes_de_son_sous_traitant(client: Client) -> None:
    """Elle lit le lot entier et ses salariés : ce qui reste est à d'autres."""
    scene = Scene([[6]])
    (sienne,) = scene.attributions
    autre = structures.entreprise(scene.porteuse, "Sous-traitant")
    sous_traitance = marches.attribution(sienne.lot, autre, role="sous_traitant", donneur=sienne, part=0)
    contrat = declarations.contrat(participants.participant(scene.porteuse), sienne.lot, attribution=sous_traitance)
    for mois in (4, 5):
        declarations.ligne(contrat, sienne.lot, date(2026, mois, 1), scene._heures(), etat="validee")
    client.force_login(comptes.titulaire(sienne.structure).utilisateur)
    lus = set().union(*(lire(client, adresse) for adresse in adresses(scene)))
    siennes = LigneHeures.objects.exclude(contrat=contrat).filter(etat="validee")
    par_mois = {round(sum(x.declarees for x in siennes if x.mois.month == m) * 100) for m in range(3, 8)}
    lignes = list(LigneHeures.objects.filter(contrat=contrat).select_related("contrat__participant"))
    assert isolees({v for v in lus if v > 500_000} | par_mois, lignes) == []


def test_ce_qu_une_entreprise_a_fait_reste_lisible(client: Client) -> None:
    """Le total de chaque attributaire se lit, fût-il d'une seule personne ; et les mois, quand cinq s'y trouvent."""
    scene = grande()
    client.force_login(ROLES["acheteur"](scene).utilisateur)
    lus = lire(client, reverse("bilans:operation_xlsx", args=[scene.operation.pk]))
    lignes = list(LigneHeures.objects.filter(etat="validee").select_related("contrat"))
    for attribution in scene.attributions:
        siennes = [x for x in lignes if x.contrat.affectations.get().attribution_id == attribution.pk]
        assert {_somme([x for x in siennes if x.mois.month == mois]) for mois in range(3, 8)} <= lus
    scene = petite()
    client.force_login(ROLES["acheteur"](scene).utilisateur)
    lus = lire(client, reverse("bilans:operation_xlsx", args=[scene.operation.pk]))
    for attribution in scene.attributions:
        siennes = [
            x
            for x in LigneHeures.objects.filter(lot=attribution.lot, etat="validee").select_related("contrat")
            if x.contrat.affectations.get().attribution_id == attribution.pk
        ]
        assert _somme(siennes) in lus
