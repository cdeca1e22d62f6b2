"""Écrire en nombre : les mêmes valeurs, les mêmes refus et le même journal qu'un enregistrement ordinaire."""

from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports import copie
from clauses.fond.socle.imports.copie import Creation, cles_neuves
from clauses.fond.socle.imports.ecriture import Acte, Ecriture, Modification
from clauses.fond.socle.imports.paquets import sans_suivi
from clauses.fond.socle.imports.rapport import CREE, REFUSE, Verdict
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques

SYSTEME = Acteur.systeme("essai")
NIR = "2 69 05 49 588 157 80"
PIEGES = [
    "d'un trait\tde tabulation",
    "deux\nlignes\r\n",
    "C:\\dossier\\n",
    '«\u00a0guillemets "droits"\u00a0»',
    "{a,b}",
    "\\N",
]


@pytest.fixture
def porteuse(db) -> StructurePorteuse:
    return fabriques.porteuse()


@pytest.fixture(autouse=True)
def _signe(porteuse):
    with signer(SYSTEME):
        yield


def nouvelle(porteuse: StructurePorteuse, nom: str, **valeurs: Any) -> Creation:
    return Creation(Structure, uuid4(), {"porteuse_id": porteuse.pk, "nom": nom, "famille": "autre", **valeurs})


@pytest.mark.parametrize("texte", PIEGES)
def test_un_texte_revient_tel_quel_cree_puis_change(porteuse, texte):
    creation = nouvelle(porteuse, "Une", observation=texte)
    copie.creer(Structure, [creation])
    assert Structure.objects.get(pk=creation.pk).observation == texte
    copie.modifier(Structure, {creation.pk: {"nom": texte, "siret": None}})
    relue = Structure.objects.get(pk=creation.pk)
    assert (relue.nom, relue.siret, relue.version) == (texte, None, 2)


def test_un_objet_et_des_valeurs_nues_donnent_la_meme_ligne_et_son_journal(porteuse):
    objet = Structure(porteuse=porteuse, nom="Escaut", famille="autre", siret=fabriques.siret_fictif(7))
    nue = nouvelle(porteuse, "Escaut")
    copie.creer(Structure, [objet, nue])
    lues = [Structure.objects.get(pk=pk) for pk in (objet.pk, nue.pk)]
    gardes = [f.attname for f in Structure._meta.concrete_fields if f.name not in {"id", "siret", "recherche", "tri"}]
    assert [getattr(lues[0], nom) for nom in gardes] == [getattr(lues[1], nom) for nom in gardes]
    assert EntreeJournal.objects.filter(objet_id__in=[objet.pk, nue.pk], auteur_nom=SYSTEME.nom).count() == 2


def test_des_milliers_de_lignes_gardent_chacune_ses_valeurs(porteuse):
    """Plusieurs blocs, des valeurs qui reviennent d'une ligne à l'autre, d'autres non, et des cases vides."""
    lieux = [None, *PIEGES, "Denain", ""]
    creations = [
        nouvelle(
            porteuse,
            f"Structure {rang % 7}",
            observation=lieux[rang % len(lieux)] or "",
            siret=fabriques.siret_fictif(5000 + rang) if rang % 3 else None,
            annule_le=timezone.now() if rang % 5 == 0 else None,
        )
        for rang in range(2 * copie.BLOC + 1)
    ]
    copie.creer(Structure, creations)
    lues = Structure.objects.in_bulk([creation.pk for creation in creations])
    for creation in creations:
        ecrite = {nom: getattr(lues[creation.pk], nom) for nom in creation.valeurs}
        assert ecrite == creation.valeurs
    assert EntreeJournal.objects.filter(objet_id__in=lues).count() == len(creations)


def test_une_colonne_garde_ses_refus(porteuse):
    connue = fabriques.entreprise(porteuse)
    for valeurs, refus in (
        ({"nom": NIR}, RefusMetier),
        ({"nom": "x" * 251}, DatabaseError),
        ({"nom": "a\0b"}, Exception),
    ):
        with pytest.raises(refus), transaction.atomic():
            copie.creer(Structure, [nouvelle(porteuse, **valeurs)])
        with pytest.raises(refus), transaction.atomic():
            copie.modifier(Structure, {connue.pk: valeurs})
    with pytest.raises(IntegrityError), transaction.atomic():
        copie.creer(Structure, [nouvelle(porteuse, "Double", siret=connue.siret)])
    connue.refresh_from_db()
    assert connue.version == 1


def test_les_cles_neuves_sont_uniques_et_croissent():
    suite = list(islice(cles_neuves(), 3000))
    assert suite == sorted(set(suite))
    assert {UUID(cle).version for cle in suite} == {7}
    assert not set(suite) & set(islice(cles_neuves(), 3000))


def ecrire(actes: list[Acte]) -> tuple[Ecriture, list[Verdict]]:
    verdicts = [Verdict(rang, CREE, f"ligne {rang}") for rang in range(len(actes))]
    ecriture = Ecriture(SYSTEME, "essai", (Structure,))
    ecriture.ecrire(actes, verdicts, sans_suivi, 0)
    return ecriture, verdicts


def test_la_ligne_que_la_base_refuse_est_trouvee_par_moities_et_les_autres_restent(porteuse):
    prise = fabriques.entreprise(porteuse)
    creations = [nouvelle(porteuse, f"Structure {rang}") for rang in range(9)]
    creations[4] = nouvelle(porteuse, "Double", siret=prise.siret)
    creations[7] = nouvelle(porteuse, NIR)
    ecriture, verdicts = ecrire([Acte(rang, (creation,)) for rang, creation in enumerate(creations)])
    assert [v.ligne for v in verdicts if v.issue == REFUSE] == [4, 7]
    assert Structure.objects.filter(nom__startswith="Structure ").count() == 7
    assert "SIRET" in verdicts[4].motif
    assert "sécurité sociale" in verdicts[7].motif
    assert ecriture.crees == {creation.pk for rang, creation in enumerate(creations) if rang not in (4, 7)}


def test_deux_lignes_sur_la_meme_fiche_s_ajoutent_et_une_fiche_changee_ailleurs_est_refusee(porteuse):
    une, autre = fabriques.entreprise(porteuse), fabriques.entreprise(porteuse, "Autre")
    autre.save()
    actes = [
        Acte(0, (), (Modification(Structure, une.pk, 1, {"nom": "Neuf"}),)),
        Acte(1, (), (Modification(Structure, une.pk, 1, {"commune": "Denain"}),)),
        Acte(2, (), (Modification(Structure, autre.pk, 1, {"nom": "Écrasée"}),)),
    ]
    _, verdicts = ecrire(actes)
    une.refresh_from_db()
    autre.refresh_from_db()
    assert (une.nom, une.commune, une.version) == ("Neuf", "Denain", 2)
    assert (autre.nom, verdicts[2].issue) == ("Autre", REFUSE)
    assert "modifiée par quelqu'un d'autre" in verdicts[2].motif


def test_un_nombre_est_arrondi_comme_la_base_l_arrondit(porteuse):
    copie.modifier(StructurePorteuse, {porteuse.pk: {"heures_par_etp": Decimal("1607")}})
    porteuse.refresh_from_db()
    assert porteuse.heures_par_etp == 1607
