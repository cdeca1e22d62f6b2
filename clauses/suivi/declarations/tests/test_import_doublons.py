"""Rien n'est compté deux fois sans la parole de quelqu'un : lignes égales, fichiers redéposés, intitulés changés."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import signer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.models import ContratInsertion, ImportHeures, LigneHeures
from clauses.suivi.declarations.tests import classeurs

pytestmark = pytest.mark.django_db
ENTETES = ("Dossier", "Nom", "Prénom", "Date de naissance", *classeurs.ENTETES_CONTRATS, "Lot")
LEA = {"Nom": "MARTIN", "Prénom": "Léa", "Date de naissance": date(1990, 5, 6), "Nombre d heures de formation": None}
LEA |= {
    "Nombre d heures": 400,
    "Marché": "Marché essai",
    "Employeur": "SARL Dupont Frères",
    "Modalité": "Embauche directe",
}


def classeur(*changements):
    return classeurs.contrats(*({**LEA, **c} for c in changements), entetes=ENTETES)


@pytest.fixture
def facilitateur():
    return comptes.facilitateur(structures.porteuse())


@pytest.fixture
def equipe(facilitateur):
    return facilitateur.en_acteur()


@pytest.fixture
def importer(equipe):
    def importe(contenu, **options):
        return service.appliquer(service.deposer(contenu, "contrats.xlsx", par=equipe, **options), par=equipe)

    return importe


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "a_confirmer"))


def heures(**filtre):
    return LigneHeures.objects.actifs().filter(**filtre).aggregate(somme=Sum("declarees"))["somme"] or Decimal(0)


def motifs(depose):
    return " ".join(motif for _, motif, _ in depose.rapport["motifs"])


@pytest.mark.parametrize("options", [{}, {"est_deja_valide": True}])
def test_trois_lignes_egales_ne_comptent_qu_une_fois(importer, options):
    depose = importer(classeur({"Dossier": 7}, {"Dossier": 7}, {"Dossier": 7}), **options)
    assert totaux(depose) == (1, 0, 0, 2)
    assert "À confirmer\u00a0: doublon de la ligne 2" in motifs(depose)
    assert heures() == 400


def test_des_lignes_egales_que_rien_ne_nomme_attendent_aussi(importer):
    depose = importer(classeurs.contrats({}, {}, {"Nombre d heures": 90}))
    assert totaux(depose) == (2, 0, 0, 1)


def test_la_meme_ligne_avec_d_autres_heures_attend(importer):
    depose = importer(classeur({}, {"Nombre d heures": 410}))
    assert totaux(depose) == (1, 0, 0, 1)
    assert "est déjà dit par la ligne 2" in motifs(depose)


CHANGEMENTS = [
    {"Employeur": "DUPONT FRERES SAS"},
    {"Employeur": "Un tout autre employeur"},
    {"Marché": "Marché essai (lot unique)"},
    {"Marché": "2026-04 Réhabilitation"},
    {"Opération": "Réhabilitation de la Solitude"},
    {"Début contrat": date(2026, 2, 10)},
    {"Nom": "Léa", "Prénom": "MARTIN"},
    {"Nom": "MARTAIN"},
    {"Date de naissance": date(1990, 6, 5)},
    {"Date de naissance": None, "Nom": "Martin-"},
]


@pytest.mark.parametrize("options", [{}, {"est_deja_valide": True}])
@pytest.mark.parametrize("change", CHANGEMENTS)
def test_redepose_sous_une_autre_ecriture_il_attend_une_reponse(importer, change, options):
    importer(classeur({}), **options)
    depose = importer(classeur({**change, "Nombre d heures": 430}), **options)
    assert totaux(depose) == (0, 0, 0, 1)
    assert "un contrat de cette personne existe déjà du 09/02/2026 au 30/06/2026" in motifs(depose)
    assert (heures(), ContratInsertion.objects.count()) == (400, 1)


def test_le_contrat_d_une_autre_personne_nommee_n_est_pas_dit_de_cette_personne(importer):
    importer(classeur({}))
    dits = motifs(importer(classeur({"Nom": "ZIMMER"})))
    assert "un contrat de Léa MARTIN existe déjà" in dits
    assert "la même naissance et le même prénom, un autre nom" in dits
    assert "écrite autrement" not in dits


@pytest.mark.parametrize(
    "change",
    [
        {"Commune": "Anzin"},
        {"Code Postal": None},
        {"Sexe": "F"},
        {"Age": 46},
        {"Début contrat": date(2026, 2, 10)},
        {"Marché": "Réhabilitation gros œuvre, Solitude", "Fin contrat": date(2026, 7, 31)},
        {"Employeur": "Escaut Interim Insertion SAS", "Fin contrat": date(2026, 7, 31)},
        {"Employeur": "Escaut Intérim", "Marché": "Réhabilitation gros œuvre, Solitude"},
    ],
)
def test_un_contrat_que_rien_ne_nomme_corrige_entre_deux_exports_attend(importer, change):
    importer(classeurs.contrats({}), est_deja_valide=True)
    depose = importer(classeurs.contrats({"Nombre d heures": 430, **change}), est_deja_valide=True)
    assert totaux(depose) == (0, 0, 0, 1)
    assert "existe déjà" in motifs(depose)
    assert ContratInsertion.objects.count() == 1


def test_deux_personnes_sans_nom_d_un_export_complet_ne_se_demandent_pas(importer):
    importer(classeurs.contrats({}))
    assert totaux(importer(classeurs.contrats({}, {"Sexe": "F"}, {"Commune": "Anzin"}))) == (2, 0, 1, 0)


def test_une_annee_corrigee_attend(importer):
    importer(classeur({}))
    corrige = {"Début contrat": date(2025, 2, 9), "Fin contrat": date(2025, 6, 30)}
    assert totaux(importer(classeur(corrige))) == (0, 0, 0, 1)
    assert heures() == 400


@pytest.mark.parametrize("change", CHANGEMENTS)
def test_dit_le_meme_il_met_a_jour_le_contrat_et_personne_ne_change_de_nom(importer, change):
    importer(classeur({}))
    contenu = classeur({**change, "Nombre d heures": 430})
    assert totaux(importer(contenu, reponses={"2": "meme"})) == (0, 1, 0, 0)
    assert (heures(), ContratInsertion.objects.count()) == (430, 1)
    assert totaux(importer(contenu)) == (0, 0, 1, 0)
    assert ContratInsertion.objects.get().participant.nom == "MARTIN"


def test_dit_distinct_il_reste_distinct_au_second_depot(importer):
    contenu = classeur({}, {})
    assert totaux(importer(contenu, reponses={"3": "distinct"})) == (2, 0, 0, 0)
    assert totaux(importer(contenu)) == (0, 0, 2, 0)
    assert heures() == 800
    assert totaux(importer(classeur({}, {}, {}), reponses={"toutes": "meme"})) == (0, 0, 3, 0)


def test_deux_missions_qui_se_suivent_et_deux_marches_d_un_meme_fichier_comptent(importer):
    suite = {"Début contrat": date(2026, 7, 1), "Fin contrat": date(2026, 8, 31), "Nombre d heures": 100}
    assert totaux(importer(classeur({}, suite, {"Marché": "Collège neuf", "Nombre d heures": 60}))) == (3, 0, 0, 0)
    assert heures() == 560


def test_le_meme_contrat_sous_une_autre_cle_se_retrouve_sans_question(importer):
    """Un dossier qui arrive, un export qui ne nomme plus : le contrat est retrouvé, ou attend ; jamais doublé."""
    importer(classeur({}))
    avec_dossier = classeur({"Dossier": 7, "Nombre d heures": 430})
    assert totaux(importer(avec_dossier)) == (0, 1, 0, 0)
    assert totaux(importer(avec_dossier)) == (0, 0, 1, 0)
    assert heures() == 430
    assert totaux(importer(classeur({"Dossier": 7}, {"Dossier": 7, "Nombre d heures": 90}))) == (0, 0, 0, 2)
    anonyme = classeur({"Nom": None, "Prénom": None, "Date de naissance": None})
    assert totaux(importer(anonyme)) == (0, 0, 0, 1)
    assert heures() == 430


def test_un_contrat_saisi_ici_n_est_pas_repris_une_seconde_fois(importer, equipe):
    importer(classeur({}))
    contrat = ContratInsertion.objects.get()
    with signer(equipe):
        contrat.cle_import = ""  # comme s'il avait été saisi à l'écran
        contrat.save()
    assert totaux(importer(classeur({"Nombre d heures": 430}))) == (0, 1, 0, 0)
    assert heures() == 430


def test_un_cumul_ne_baisse_que_si_quelqu_un_le_dit(importer):
    importer(classeur({}))
    plus_bas = classeur({"Nombre d heures": 390})
    depose = importer(plus_bas)
    assert (totaux(depose), heures()) == ((0, 0, 0, 1), 400)
    assert "n'en dit que 390" in motifs(depose)
    assert totaux(importer(plus_bas, reponses={"2": "meme"})) == (0, 1, 0, 0)
    assert heures() == 390


def test_une_case_d_heures_vide_se_remarque_et_n_efface_rien(importer):
    assert "la case est vide" in motifs(importer(classeur({"Nombre d heures": None})))
    importer(classeur({}))
    importer(classeur({"Nombre d heures": None}))
    assert heures() == 400


def test_des_cumuls_qui_se_recouvrent_ne_depassent_pas_les_heures_possibles(importer):
    """142 jours : 1 217,14 h au plus, ensemble."""
    lignes = {"Nombre d heures": 700}, {"Nombre d heures": 650, "Employeur": "Escaut Propreté"}
    depose = importer(classeur(*lignes), reponses={"toutes": "distinct"}, est_deja_valide=True)
    assert totaux(depose) == (2, 0, 0, 0)
    assert heures(etat="validee") == 0
    assert "nombre d'heures impossible" in depose.message


LIGNES = [
    {},
    {"Employeur": "DUPONT FRERES SAS"},
    {"Début contrat": date(2026, 2, 10)},
    {"Nom": "Durand", "Prénom": "Paul", "Nombre d heures": 120},
    {"Nom": "Durand", "Prénom": "Paul", "Nombre d heures": 120, "Marché": "Marché essai, lot unique"},
    {"Nom": "Durand", "Prénom": "Paul", "Nombre d heures": 90},
    {"Nom": "Petit", "Prénom": "Zoé", "Nombre d heures": 35, "Début contrat": date(2026, 6, 1)},
]
FICHIERS = [classeur(*(LIGNES[rang] for rang in rangs)) for rangs in ((0, 3), (1, 6), (2, 2, 4), (3, 5), (0, 6, 0))]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.permutations(range(len(FICHIERS))), st.lists(st.integers(0, len(FICHIERS) - 1), max_size=4))
def test_tout_ordre_et_toute_repetition_des_memes_fichiers_donnent_les_memes_heures(importer, ordre, repetes):
    """Léa 400 h et Zoé 35 h, quelle que soit l'écriture ; Paul 120 h, que 90 h ne baissent pas."""
    with transaction.atomic():
        for rang in (*ordre, *repetes):
            importer(FICHIERS[rang])
        trouvees = heures()
        transaction.set_rollback(True)
    assert trouvees == 400 + 120 + 35


def test_la_commande_dit_ce_qui_attend_et_prend_les_reponses(tmp_path, capsys, equipe):
    chemin = tmp_path / "contrats.xlsx"

    def lancer(contenu, *options):
        chemin.write_bytes(contenu)
        code = 0
        try:
            call_command("importer_contrats", str(chemin), *options)
        except SystemExit as sortie:
            code = int(sortie.code or 0)
        return code, "".join(capsys.readouterr())

    lancer(classeur({}), "--appliquer")
    renomme = classeur({"Employeur": "DUPONT FRERES SAS", "Nombre d heures": 430})
    code, sortie = lancer(renomme, "--appliquer", "--deja-validees")
    assert code == 1
    assert "l'employeur est écrit autrement" in sortie
    assert "--distincts" in sortie
    assert heures() == 400
    assert lancer(renomme, "--appliquer", "--memes", "2")[0] == 0
    assert heures() == 430
    assert lancer(renomme, "--distincts", "deux")[0] == 2
    assert lancer(renomme, "--distincts", "2", "--memes", "2")[0] == 2


def test_l_ecran_montre_la_question_et_garde_la_reponse(client, facilitateur, importer, equipe):
    client.force_login(facilitateur.utilisateur)
    importer(classeur({}))
    depose = service.deposer(
        classeur({"Employeur": "DUPONT FRERES SAS"}, {"Employeur": "DUPONT FRERES SAS"}), "a.xlsx", par=equipe
    )
    fiche = client.get(reverse("declarations:import_fiche", args=[depose.pk])).content.decode()
    adresse = reverse("declarations:import_repondre", args=[depose.pk])
    assert adresse in fiche
    assert "« Répondre » dit si c’est le même contrat" in fiche.replace("\xa0", " ")
    page = client.get(adresse).content.decode()
    assert "employeur est écrit autrement" in page
    assert client.post(adresse, {"ligne_2": "distinct", "ligne_3": "", "toutes": "meme"}).status_code == 302
    depose = ImportHeures.objects.get(pk=depose.pk)
    assert {cle: dite.split()[0] for cle, dite in depose.reponses.items()} == {"2": "distinct", "3": "meme"}
    assert totaux(depose) == (1, 0, 1, 0)
    assert totaux(service.appliquer(depose, par=equipe)) == (1, 0, 1, 0)
    assert heures() == 800
    assert client.post(adresse, {"toutes": "meme"}).status_code == 422


@pytest.mark.parametrize("dites", [{"2": "distinct"}, {"toutes": "distinct"}, {"2": "meme"}])
def test_une_reponse_ne_vaut_que_pour_ce_que_l_on_voyait(importer, equipe, dites):
    """On a répondu du seul contrat connu alors ; un autre, presque le même, est entré depuis : la question revient."""
    importer(classeur({}))
    premier = service.deposer(classeur({"Employeur": "DUPONT FRERES SAS"}), "a.xlsx", par=equipe, reponses=dites)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        importer(classeur({"Employeur": "Dupont Freres et Cie"}), reponses={"2": "distinct"})
    assert heures() == 800
    assert totaux(service.appliquer(premier, par=equipe)) == (0, 0, 0, 1)
    assert heures() == 800


def test_une_reponse_vaut_encore_quand_l_application_reprend(importer, equipe):
    """Ce que le fichier lui-même a écrit entre-temps n'est pas une question de plus."""
    importer(classeur({}))
    autres = [{"Employeur": "DUPONT FRERES SAS"}, {"Employeur": "Dupont Freres et Cie"}]
    depose = service.deposer(classeur(*autres), "a.xlsx", par=equipe, reponses={"toutes": "distinct"})
    service.appliquer(depose, par=equipe)
    redepose = importer(classeur(*autres), reponses={"toutes": "distinct"})
    assert totaux(redepose)[0] == 0
    assert heures() == 1200


def test_un_contrat_qui_en_recouvre_un_autre_n_est_pas_valide_d_office(importer):
    """Début, employeur et marché autres : un contrat de plus, et c'est remarqué ; déjà validé, il se demande."""
    importer(classeur({}))
    ailleurs = {"Employeur": "Menuiserie du Lac", "Marché": "Pont neuf", "Début contrat": date(2026, 4, 13)}
    depose = importer(classeur(ailleurs), est_deja_valide=True)
    assert totaux(depose) == (0, 0, 0, 1)
    assert "court en même temps" in str(depose.rapport)
    assert heures() == 400
    assert totaux(importer(classeur(ailleurs))) == (1, 0, 0, 0)


def test_une_application_que_l_on_refuse_se_redemande(importer, equipe, monkeypatch):
    depose = service.deposer(classeur({}), "a.xlsx", par=equipe)

    def refuser(*_: object, **__: object) -> None:
        raise RefusMetier("Un autre fichier s'applique.")

    with monkeypatch.context() as occupe:
        occupe.setattr(service, "appliquer_import", refuser)
        with pytest.raises(RefusMetier):
            service.appliquer(depose, par=equipe)
    assert not ImportHeures.objects.get(pk=depose.pk).est_en_cours
    assert totaux(service.appliquer(depose, par=equipe)) == (1, 0, 0, 0)


def test_un_gros_fichier_se_verifie_de_nouveau_hors_de_la_page(importer, equipe, monkeypatch):
    importer(classeur({}))
    depose = service.deposer(classeur({"Employeur": "DUPONT FRERES SAS"}), "a.xlsx", par=equipe)
    monkeypatch.setattr(service, "LIGNES_IMMEDIATES", 0)
    service.repondre(depose, {"2": "distinct"}, par=equipe)
    depose = ImportHeures.objects.get(pk=depose.pk)
    assert (depose.etat, depose.est_en_cours) == ("depose", True)
    service.verifier_import(depose.pk, par=equipe)
    assert totaux(ImportHeures.objects.get(pk=depose.pk)) == (1, 0, 0, 0)
