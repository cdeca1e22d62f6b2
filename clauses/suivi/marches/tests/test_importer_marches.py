"""Des marchés depuis leurs données essentielles : créés une fois, mis à jour quand la publication change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.imports import brouillon
from clauses.suivi.marches.imports.chaine import Choix
from clauses.suivi.marches.imports.instantane import valeurs_du_modele
from clauses.suivi.marches.models import Attribution, EvenementMarche, ImportMarches, Lot, Marche, Operation
from clauses.suivi.marches.services.import_marches import apercu_de, applique_de, appliquer, deposer
from clauses.suivi.marches.situation import situation
from clauses.suivi.marches.tests import fabriques, publications
from clauses.suivi.marches.tests.publications import ACHETEUR, TITULAIRES, fichier, modification, publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def par() -> Acteur:
    return comptes.acteur(comptes.facilitateur(structures.porteuse()))


def importer(par: Acteur, *publiees: dict[str, Any], **options: Any) -> Rapport:
    return appliquer(deposer(fichier(*publiees), "marches.json", par=par), par=par, **options)


def sorts(rapport: Rapport) -> dict[str, int]:
    """{sort: nombre}, sans les sorts que rien n'a eus."""
    return {issue: nombre for issue, nombre in rapport.totaux.items() if nombre}


def test_un_marche_nait_de_sa_publication_sans_rien_ressaisir(par: Acteur) -> None:
    rapport = importer(par, publication())
    assert sorts(rapport) == {"cree": 1}
    marche = Marche.objects.get()
    assert (marche.operation.donneur_d_ordre.siret, marche.operation.donneur_d_ordre.nom) == (
        ACHETEUR,
        "Commune d'Essai",
    )
    assert (marche.reference, marche.objet) == ("2026M001", "Réhabilitation du groupe scolaire d'essai")
    assert (marche.montant_ht, marche.duree_mois, marche.cpv) == (850000, 18, "45214200")
    assert (marche.date_notification, marche.etat, marche.procedure) == (date(2026, 3, 2), "notifie", "ao_ouvert")
    assert (marche.nature_achat, marche.lieu_code, marche.lieu_nom) == ("travaux", "59300", "Ville-d'Essai")
    assert marche.considerations_sociales == ["clause_sociale"]
    assert (marche.operation.departement_id, marche.operation.facilitateur_id) == ("59", par.utilisateur_id)
    attribution = Attribution.objects.get()
    assert (attribution.structure.siret, attribution.role, attribution.part) == (TITULAIRES[0], "titulaire", 100)
    assert Lot.objects.get().montant_ht == 850000
    assert EntreeJournal.objects.de(marche).get().auteur_nom == par.nom


def test_le_meme_fichier_deux_fois_ne_change_rien(par: Acteur) -> None:
    importer(par, publication())
    avant = EntreeJournal.objects.exclude(table="marches_importmarches").count()
    rapport = importer(par, publication())
    assert sorts(rapport) == {"inchange": 1}
    assert EntreeJournal.objects.exclude(table="marches_importmarches").count() == avant
    assert (Marche.objects.count(), Operation.objects.count(), Structure.objects.count()) == (1, 1, 2)


def test_une_publication_ulterieure_ajoute_son_avenant_et_le_dit(par: Acteur) -> None:
    importer(par, publication())
    avenant = modification(1, "2026-09-01", montant=900000.0, dureeMois=21)
    rapport = importer(par, publication(modifications=[avenant]))
    assert (sorts(rapport), rapport.verdicts[0].motif) == (
        {"modifie": 1},
        "Change\u00a0: 1\u00a0avenant (+3\u00a0mois, +50\u202f000\u202f€ HT).",
    )
    evenement = EvenementMarche.objects.get()
    assert (evenement.nature, evenement.jour, evenement.montant_ht, evenement.duree_mois) == (
        "avenant",
        date(2026, 9, 1),
        50000,
        3,
    )
    marche = Marche.objects.get()
    assert (marche.montant_ht, marche.duree_mois) == (850000, 18)
    ou = situation(marche, marche.evenements.all())
    assert (ou.duree_ferme_mois, ou.fin) == (21, date(2027, 12, 1))
    assert sorts(importer(par, publication(modifications=[avenant]))) == {"inchange": 1}


def test_l_avenant_publie_d_un_marche_de_deux_lots_dit_qu_il_est_a_repartir(par: Acteur) -> None:
    importer(par, publication())
    fabriques.lot(Marche.objects.get(), "2", montant_ht=Decimal("50000"))
    plus = fichier(publication(modifications=[modification(1, "2026-09-01", montant=1150000.0)]))
    importe = deposer(plus, "marches.json", par=par)
    for rapport in (apercu_de(importe), appliquer(importe, par=par)):
        assert "300\u202f000\u202f€ HT d'avenant ne sont répartis dans aucun des 2 lots" in rapport.verdicts[0].motif


def test_deux_avenants_publies_d_emblee_ont_chacun_leur_effet(par: Acteur) -> None:
    importer(
        par,
        publication(
            modifications=[
                modification(2, "2026-10-01", montant=870000.0),
                modification(1, "2026-06-01", montant=900000.0, dureeMois=20),
            ]
        ),
    )
    effets = EvenementMarche.objects.order_by("jour").values_list("montant_ht", "duree_mois")
    assert list(effets) == [(50000, 2), (-30000, None)]


@pytest.mark.parametrize(
    ("modifications", "dit"),
    [
        ([modification(1, "2026-09-01", montant=1150000.0)], "1\u00a0avenant (+300\u202f000\u202f€ HT)"),
        ([modification(1, "2026-09-01", montant=800000.0)], "1\u00a0avenant (\u221250\u202f000\u202f€ HT)"),
        ([modification(1, "2026-09-01", dureeMois=15)], "1\u00a0avenant (\u22123\u00a0mois)"),
        ([modification(1, "2026-09-01", objetModification="Changement d'indice")], "1\u00a0avenant."),
        (
            [modification(1, "2026-06-01", montant=900000.0), modification(2, "2026-09-01", montant=870000.0)],
            "2\u00a0avenants (+20\u202f000\u202f€ HT)",
        ),
    ],
)
def test_l_avenant_publie_dit_ce_qu_il_change(par: Acteur, modifications: list[Any], dit: str) -> None:
    importer(par, publication())
    assert dit in importer(par, publication(modifications=modifications)).verdicts[0].motif


def test_un_second_avenant_ne_redit_pas_le_premier(par: Acteur) -> None:
    premier = modification(1, "2026-06-01", montant=900000.0)
    importer(par, publication(modifications=[premier]))
    rapport = importer(par, publication(modifications=[premier, modification(2, "2026-09-01", montant=910000.0)]))
    assert "1\u00a0avenant (+10\u202f000\u202f€ HT)" in rapport.verdicts[0].motif


def test_une_correction_a_la_main_survit_a_une_nouvelle_publication(par: Acteur) -> None:
    importer(par, publication())
    marche = Marche.objects.get()
    with signer(FABRICANT):
        marche.objet, marche.montant_ht = "École d'Essai, réhabilitation", Decimal("840000")
        marche.save()
    rapport = importer(par, publication(dureeMois=24))
    assert rapport.verdicts[0].motif == "Change\u00a0: durée ferme (mois)."
    marche.refresh_from_db()
    assert (marche.objet, marche.montant_ht, marche.duree_mois) == ("École d'Essai, réhabilitation", 840000, 24)


def test_plusieurs_titulaires_font_un_groupement_aux_parts_egales_a_verifier(par: Acteur) -> None:
    rapport = importer(par, publication(titulaires=TITULAIRES[:3]))
    roles = list(Attribution.objects.order_by("-part", "pk").values_list("role", "part"))
    assert roles[0] == ("mandataire", Decimal("33.34"))
    assert [r for r, _ in roles[1:]] == ["cotraitant", "cotraitant"]
    assert sum(part for _, part in roles) == 100
    assert "3 titulaires" in rapport.verdicts[0].details["notes"][0]


def test_un_titulaire_remplace_part_avec_une_date_et_le_nouveau_arrive(par: Acteur) -> None:
    importer(par, publication())
    nouveau = [{"titulaire": {"id": TITULAIRES[1], "typeIdentifiant": "SIRET", "nom": "Repreneur"}}]
    rapport = importer(par, publication(modifications=[modification(1, "2026-09-01", titulaires=nouveau)]))
    assert "titulaires" in rapport.verdicts[0].motif
    ancien, repreneur = Attribution.objects.order_by("-part")
    assert (ancien.date_fin, ancien.part) == (date(2026, 9, 1), 100)
    assert (repreneur.role, repreneur.part, repreneur.date_debut) == ("titulaire", 0, date(2026, 9, 1))


def test_l_acheteur_et_l_entreprise_connus_ne_sont_pas_recrees(par: Acteur) -> None:
    chez = structures.StructurePorteuse.objects.get()
    structures.structure(chez, "Ma commune", siret=ACHETEUR)
    structures.entreprise(chez, "Mon entreprise", siret=TITULAIRES[0])
    importer(par, publication(), publication("2026M002", objet="Autre chantier"))
    assert sorted(Structure.objects.values_list("nom", flat=True)) == ["Ma commune", "Mon entreprise"]
    assert Operation.objects.count() == 2


def test_les_marches_d_un_meme_objet_vont_dans_la_meme_operation(par: Acteur) -> None:
    importer(par, publication(), publication("2026M002"))
    assert Operation.objects.get().marches.count() == 2


def test_une_entreprise_etrangere_entre_sans_siret_et_une_seule_fois(par: Acteur) -> None:
    etrangere = [{"titulaire": {"id": "BE0123456789", "typeIdentifiant": "TVA", "nom": "Bouwers NV"}}]
    for numero in ("2026M001", "2026M002"):
        publiee = {**publication(numero), "titulaires": etrangere}
        importer(par, publiee)
    entreprise = Structure.objects.get(siret__isnull=True)
    assert entreprise.nom == "Bouwers NV"
    assert "BE0123456789" in entreprise.observation


def test_une_operation_choisie_recoit_les_marches_de_son_acheteur_seulement(par: Acteur) -> None:
    chez = structures.StructurePorteuse.objects.get()
    acheteur = structures.structure(chez, "Ma commune", siret=ACHETEUR)
    sienne = fabriques.operation(chez, donneur_d_ordre=acheteur)
    assert sorts(importer(par, publication(), operation=sienne)) == {"cree": 1}
    assert Marche.objects.get().operation == sienne
    autre = fabriques.operation(chez)
    rapport = importer(par, publication("2026M002"), operation=autre)
    assert (rapport.verdicts[0].issue, rapport.verdicts[0].champ) == ("refuse", "acheteur.id")


def test_un_enregistrement_casse_ne_perd_pas_les_autres(par: Acteur) -> None:
    cassee = publication("2026M002", acheteur={"id": "1234567890123"})
    rapport = importer(par, cassee, publication(), publication("2026M003", dateNotification="2106-01-01"))
    assert sorts(rapport) == {"refuse": 2, "cree": 1}
    refus = [ligne for ligne in rapport.verdicts if ligne.issue == "refuse"]
    assert [(r.ligne, r.champ) for r in refus] == [(1, "acheteur.id"), (3, "dateNotification")]
    assert all(r.motif and r.remede for r in refus)


def test_un_refus_de_la_base_defait_tout_l_enregistrement_et_lui_seul(
    par: Acteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Un montant que seule la base refuse, sur le premier de trois marchés du même acheteur jamais vu : ni sa fiche
    # d'entreprise ni son opération ne restent, et les deux autres entrent.
    def fausser(vu: dict[str, Any]) -> dict[str, Any]:
        valeurs = valeurs_du_modele(vu)
        return {**valeurs, "montant_ht": Decimal(-1)} if vu["objet"] == "Faux" else valeurs

    monkeypatch.setattr(brouillon, "valeurs_du_modele", fausser)
    rapport = importer(
        par,
        publication(objet="Faux", titulaires=[TITULAIRES[3]]),
        publication("2026M002", objet="Second"),
        publication("2026M003", objet="Troisième"),
    )
    assert [ligne.issue for ligne in rapport.verdicts] == ["refuse", "cree", "cree"]
    assert rapport.verdicts[0].motif == "Un montant de marché ne peut pas être négatif."
    assert sorted(Marche.objects.values_list("objet", flat=True)) == ["Second", "Troisième"]
    assert (Structure.objects.count(), Operation.objects.count(), Lot.objects.count()) == (2, 2, 2)


def test_une_fiche_annulee_du_repertoire_n_est_pas_ressuscitee(par: Acteur) -> None:
    chez = structures.StructurePorteuse.objects.get()
    with signer(FABRICANT):
        structures.structure(chez, "Disparue", siret=TITULAIRES[0]).annuler("radiée")
    importe = deposer(fichier(publication()), "marches.json", par=par)
    assert apercu_de(importe).totaux["refuse"] == 1  # l'aperçu le dit déjà
    assert "« Disparue » est annulée" in appliquer(importe, par=par).verdicts[0].motif.replace("\u00a0", " ")
    assert not Marche.objects.exists()


def test_on_ne_retient_que_les_marches_a_clause_sociale_ou_ceux_que_l_on_choisit(par: Acteur) -> None:
    sans = publication("2026M002", considerationsSociales=["Pas de considération sociale"])
    rapport = importer(par, publication(), sans, choix=Choix(seulement_clause_sociale=True))
    assert (sorts(rapport), rapport.ecartes) == ({"cree": 1}, 1)
    rapport = importer(par, publication(), sans, choix=Choix(uids=frozenset({f"{ACHETEUR}2026M002"})))
    assert (sorts(rapport), rapport.ecartes) == ({"cree": 1}, 1)
    assert Marche.objects.count() == 2


def test_un_marche_annule_chez_nous_n_est_pas_recree(par: Acteur) -> None:
    importer(par, publication())
    with signer(FABRICANT):
        Marche.objects.get().annuler("hors périmètre")
    rapport = importer(par, publication(dureeMois=24))
    assert (rapport.verdicts[0].issue, "hors périmètre" in rapport.verdicts[0].motif) == ("inchange", True)


def test_le_depot_dit_tout_sans_rien_ecrire_d_autre(par: Acteur) -> None:
    importe = deposer(fichier(publication(), publication("2026M002", objet="")), "marches.json", par=par)
    assert (importe.etat, importe.lignes_lues, apercu_de(importe).totaux["cree"]) == ("verifie", 2, 1)
    assert not Marche.objects.exists()
    assert not Structure.objects.exists()
    assert deposer(fichier(publication(), publication("2026M002", objet="")), "autre.json", par=par).pk == importe.pk


def test_appliquer_deux_fois_garde_le_premier_rapport(par: Acteur) -> None:
    importe = deposer(fichier(publication()), "marches.json", par=par)
    appliquer(importe, par=par)
    assert sorts(appliquer(importe, par=par)) == {"inchange": 1}
    importe = ImportMarches.objects.get()
    assert (importe.etat, applique_de(importe).totaux["cree"]) == ("applique", 1)


def test_deux_porteuses_ont_chacune_leur_marche(par: Acteur) -> None:
    importer(par, publication())
    ailleurs = comptes.acteur(comptes.facilitateur(structures.porteuse("Une autre")))
    assert sorts(importer(ailleurs, publication())) == {"cree": 1}
    with pytest.raises(ImportMarches.DoesNotExist):
        appliquer(ImportMarches.objects.filter(porteuse_id=par.porteuse_id).get(), par=ailleurs)


def test_un_fichier_qui_n_est_pas_une_publication_est_refuse_en_entier(par: Acteur) -> None:
    with pytest.raises(FichierIllisible):
        deposer(b"%PDF-1.7 rien a voir", "marches.json", par=par)
    assert not ImportMarches.objects.exists()


@pytest.mark.parametrize("nombre", [5, 150])
def test_le_nombre_de_requetes_ne_depend_pas_des_marches(
    par: Acteur, nombre: int, django_assert_max_num_queries: Any
) -> None:
    publiees = [
        publication(f"M{i:04}", objet=f"Chantier {i}", titulaires=[publications.siret_fictif(100 + i)])
        for i in range(nombre)
    ]
    importe = deposer(fichier(*publiees), "marches.json", par=par)
    with django_assert_max_num_queries(30):
        assert sorts(appliquer(importe, par=par)) == {"cree": nombre}
    with django_assert_max_num_queries(20):
        assert sorts(appliquer(importe, par=par)) == {"inchange": nombre}


def test_un_identifiant_en_forme_de_numero_de_securite_sociale_n_est_garde_nulle_part(par: Acteur) -> None:
    rapport = importer(par, publication("2690549588157"), publication("2024-2"))
    assert sorts(rapport)["refuse"] == 1
    assert [m.reference for m in Marche.objects.all()] == ["2024-2"]
    assert "2690549588157" not in repr(rapport.en_json()).replace("', '", "")
    assert not EntreeJournal.objects.filter(apres__icontains="2690549588157").exists()
