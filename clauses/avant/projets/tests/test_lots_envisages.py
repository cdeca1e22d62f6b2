"""Les lots envisagés : un par un, tout un tableau, une liste collée."""

from decimal import Decimal

import pytest

from clauses.avant.projets import services
from clauses.avant.projets.collage import lire_lots
from clauses.avant.projets.completude import avis_sur_les_lots
from clauses.avant.projets.services import LotSaisi
from clauses.avant.projets.services.lots import LotRefuse
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal


@pytest.fixture
def monde() -> Scene:
    return scene.monter()


@pytest.mark.django_db
def test_un_lot_s_ajoute_au_numero_suivant(monde: Scene) -> None:
    lot = services.ajouter_lot(monde.projet, par=monde.acteur("acheteur"), intitule="Peinture")
    assert (lot.numero, lot.intitule) == ("2", "Peinture")


@pytest.mark.django_db
def test_un_numero_deja_pris_est_refuse(monde: Scene) -> None:
    with pytest.raises(RefusMetier, match="déjà un lot de ce numéro"):
        services.ajouter_lot(monde.projet, par=monde.acteur("acheteur"), numero="1", intitule="Peinture")


@pytest.mark.django_db
def test_un_lot_se_corrige_et_le_conflit_se_voit(monde: Scene) -> None:
    lot = monde.projet.lots.get()
    lue = lot.version
    services.modifier_lot(lot, par=monde.acteur("facilitateur"), version_lue=lue, montant_ht=Decimal(500))
    with pytest.raises(ModifieEntreTemps):
        services.modifier_lot(lot, par=monde.acteur("acheteur"), version_lue=lue, intitule="Autre")


@pytest.mark.django_db
def test_un_lot_s_annule_avec_sa_raison_mais_pas_le_dernier(monde: Scene) -> None:
    par, seul = monde.acteur("acheteur"), monde.projet.lots.get()
    with pytest.raises(RefusMetier, match="seul lot"):
        services.annuler_lot(seul, par=par, motif="Trop petit.")
    autre = fabriques.lot(monde.projet, "2")
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        services.annuler_lot(autre, par=par, motif="")
    assert services.annuler_lot(autre, par=par, motif="Trop petit.").est_annule
    assert services.annuler_lot(autre, par=par, motif="Encore.").motif_annulation == "Trop petit."
    assert EntreeJournal.objects.de(autre).first().motif == "Trop petit."


@pytest.mark.django_db
def test_les_lots_d_une_fiche_close_ne_bougent_plus(monde: Scene) -> None:
    lot = monde.projet.lots.get()
    services.abandonner(monde.projet, par=monde.acteur("acheteur"), motif="Budget refusé.")
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        services.modifier_lot(lot, par=monde.acteur("acheteur"), intitule="Autre")
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        services.ajouter_lot(monde.projet, par=monde.acteur("acheteur"), intitule="Autre")


@pytest.mark.django_db
def test_un_tableau_corrige_et_cree_et_ne_touche_pas_l_inchange(monde: Scene) -> None:
    par, premier = monde.acteur("acheteur"), monde.projet.lots.get()
    inchange = LotSaisi("1", premier.intitule, lot_id=premier.pk, version=premier.version)
    services.poser_lots(monde.projet, [inchange, LotSaisi("2", "Peinture", Decimal(80_000), 6, "peinture")], par=par)
    premier.refresh_from_db()
    assert premier.version == 1
    second = monde.projet.lots.get(numero="2")
    assert (second.intitule, second.montant_ht, second.duree_mois, second.metier) == (
        "Peinture",
        Decimal(80_000),
        6,
        "peinture",
    )


@pytest.mark.django_db
def test_une_ligne_refusee_n_enregistre_rien_et_dit_laquelle(monde: Scene) -> None:
    lignes = [LotSaisi("2", "Peinture"), LotSaisi("1", "Doublon")]
    with pytest.raises(LotRefuse) as refusee:
        services.poser_lots(monde.projet, lignes, par=monde.acteur("acheteur"))
    assert refusee.value.rang == 1
    assert monde.projet.lots.count() == 1


@pytest.mark.django_db
def test_le_lot_d_un_autre_projet_ne_se_pose_pas_ici(monde: Scene) -> None:
    autre = fabriques.lot(fabriques.projet(monde.porteuse))
    with pytest.raises(LotRefuse, match="n'est plus sur la fiche"):
        services.poser_lots(monde.projet, [LotSaisi("3", "X", lot_id=autre.pk)], par=monde.acteur("facilitateur"))


def test_une_liste_collee_d_un_tableur_se_lit() -> None:
    collage = lire_lots("Lot\tIntitulé\tMontant\n1\tGros œuvre\t1 250 000,50 €\t18 mois\nLot n° 2\tPeinture\t80000\n\n")
    assert collage.refus == []
    lus = [(lot.ligne, lot.numero, lot.intitule, lot.montant_ht, lot.duree_mois) for lot in collage.lots]
    assert lus == [(2, "1", "Gros œuvre", Decimal("1250000.50"), 18), (3, "2", "Peinture", Decimal(80_000), None)]


def test_une_liste_a_points_virgules_se_lit_aussi_sans_montant_ni_numero() -> None:
    collage = lire_lots("2A;Serrurerie;12 165\n;Nettoyage")
    assert [(lot.numero, lot.montant_ht) for lot in collage.lots] == [("2A", Decimal(12_165)), ("", None)]


def test_une_liste_sans_colonne_de_numero_se_lit_et_son_total_se_laisse() -> None:
    collage = lire_lots("Peinture\t80 000\nSerrurerie\t\nTotal\t80 000\n\t\tTotal\t80 000")
    assert collage.refus == []
    lus = [(lot.numero, lot.intitule, lot.montant_ht) for lot in collage.lots]
    assert lus == [("", "Peinture", Decimal(80_000)), ("", "Serrurerie", None)]


def test_un_numero_qui_n_est_pas_un_nombre_reste_un_numero() -> None:
    collage = lire_lots("A\tPeinture\t80 000\n03 bis\tSols\t5\nB-04\t2e tranche\t6")
    assert [(lot.numero, lot.intitule) for lot in collage.lots] == [
        ("A", "Peinture"),
        ("03 bis", "Sols"),
        ("B-04", "2e tranche"),
    ]


@pytest.mark.parametrize(
    ("ligne", "reproche"),
    [
        ("2\tPeinture\tbeaucoup", "Ligne 2, montant\u00a0: «\u00a0beaucoup\u00a0»"),
        ("2\tPeinture\t-5", "Ligne 2, montant"),
        ("2\tPeinture\t5\tdemain", "Ligne 2, durée"),
        ("2\t\t5000", "Ligne 2, intitulé"),
        ("numéro bien trop long\tPeinture", "Ligne 2, numéro"),
        ("1\tDoublon", "Ligne 2, numéro\u00a0: le lot 1 est déjà à la ligne 1"),
        ("tout dans une case", "Ligne 2\u00a0: une seule case"),
    ],
)
def test_une_ligne_fautive_nomme_la_ligne_et_le_champ_sans_perdre_les_autres(ligne: str, reproche: str) -> None:
    collage = lire_lots(f"1\tGros œuvre\t100\n{ligne}\n3\tSols\t50")
    assert len(collage.refus) == 1
    assert reproche in collage.refus[0]
    assert [lot.numero for lot in collage.lots] == ["1", "3"]


def test_une_liste_sans_fin_s_arrete() -> None:
    collage = lire_lots("\n".join(f"{rang}\tLot\t1" for rang in range(1, 200)))
    assert len(collage.lots) == 100
    assert "collez en deux fois" in collage.refus[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("montants", "avis"),
    [
        (["600000", "400000"], "soit exactement le montant du projet"),
        (["600000", "300000"], "il en manque 100\u202f000\u202f€ pour faire les 1\u202f000\u202f000\u202f€ du projet"),
        (["600000", "500000"], "100\u202f000\u202f€ de plus que"),
        (["600000", None], "sans compter 1\u00a0lot sans montant"),
        ([None, None], ""),
    ],
)
def test_la_somme_des_lots_se_compare_en_mots(montants: list[str | None], avis: str) -> None:
    monde = scene.monter()
    lots = [monde.projet.lots.get(), fabriques.lot(monde.projet, "2")]
    for lot, montant in zip(lots, montants, strict=True):
        lot.montant_ht = Decimal(montant) if montant else None
    texte = avis_sur_les_lots(monde.projet, lots)
    assert avis in texte
    assert bool(avis) == bool(texte)
