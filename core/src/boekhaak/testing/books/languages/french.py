"""French, as the books of French companies are kept."""

from __future__ import annotations

from boekhaak.testing.books.languages.language import Language, Words

WORDS = Words(
    trades=(
        "Ateliers", "Boulangerie", "Brasserie", "Cartonnerie", "Charpentes", "Chaudronnerie", "Confiserie",
        "Constructions", "Couvertures", "Ébénisterie", "Éditions", "Électricité", "Fromagerie", "Garage", "Horlogerie",
        "Imprimerie", "Laboratoires", "Maçonnerie", "Menuiserie", "Messageries", "Métallerie", "Mécanique",
        "Papeterie", "Paysages", "Pépinières", "Peintures", "Plâtrerie", "Plomberie", "Serrurerie", "Traiteur",
        "Transports", "Verrerie",
    ),
    first_parts=(
        "Aube", "Bise", "Braise", "Brume", "Cèdre", "Chardon", "Comète", "Corbeau", "Écume", "Fauvette", "Fougère",
        "Genêt", "Givre", "Grêle", "Héron", "Lierre", "Loutre", "Lune", "Mésange", "Murmure", "Nacre", "Orage",
        "Ortie", "Perle", "Pivert", "Rosée", "Sarcelle", "Souche", "Trèfle", "Vannelle",
    ),
    second_parts=(
        "bac", "barre", "bois", "borne", "bosc", "camp", "champ", "clos", "combe", "cour", "digue", "faîte", "font",
        "gué", "lac", "lande", "mare", "mas", "pont", "porte", "pré", "rive", "roche", "source", "val", "vigne",
    ),
    streets=(
        "allée des Tilleuls", "avenue des Artisans", "chemin du Moulin", "impasse du Lavoir", "place du Marché",
        "quai du Commerce", "route de la Forêt", "rue de l’Église", "rue de l’Industrie", "rue de la Gare",
        "rue des Écoles", "rue du Pont-Neuf",
    ),
    company="{trade} {proper} {form}",
    street="{number} {street}",
    post_box="BP {number}",
    mailbox="comptabilite",
)  # fmt: skip
FRENCH = Language(
    words=WORDS,
    texts={
        "invoice": "Facture",
        "sales invoice": "Facture de vente",
        "purchase invoice": "Facture d’achat",
        "tax": "TVA",
        "exchange": "Écart de change",
        "statement": "Relevé bancaire",
        "cash sale": "Vente au comptant",
        "allocation": "Affectation du résultat",
        "wages": "Journal de paie",
        "net wages": "Salaires nets",
        "wage tax": "Cotisations et prélèvements",
        "bank charges": "Frais bancaires",
        "tax return": "Déclaration de TVA",
        "depreciation": "Amortissement",
        "accrued": "Factures non parvenues",
        "entry": "Écriture",
    },
    journals={
        "sales": "Journal des ventes",
        "purchase": "Journal des achats",
        "bank": "Journal de banque",
        "cash": "Journal de caisse",
        "general": "Opérations diverses",
    },
    sales_tax="TVA collectée {rate} %",
    purchase_tax="TVA déductible {rate} %",
    decimal_point=",",
    products=(
        "Abonnement", "Acompte", "Articles selon annexe", "Commande", "Conseil", "Contrat de service",
        "Entretien", "Heures de travail", "Livraison de marchandises", "Location de matériel", "Réparation",
        "Transport", "Travaux supplémentaires",
    ),
    articles=(
        ("Ampoule LED", "piece"), ("Boulon", "piece"), ("Bâche", "length"), ("Câble électrique", "length"),
        ("Carton d’emballage", "piece"), ("Charnière", "piece"), ("Colle à bois", "weight"), ("Contrat d’entretien", "month"),
        ("Dessin technique", "hour"), ("Élingue", "piece"), ("Enduit", "weight"), ("Heure de montage", "hour"),
        ("Location de remorque", "month"), ("Mortier de chaux", "weight"), ("Peinture d’apprêt", "weight"),
        ("Plinthe", "length"), ("Préparation du chantier", "hour"), ("Ruban isolant", "length"), ("Sable fin", "weight"),
        ("Stockage", "month"),
    ),
    qualities=("standard", "supérieur", "premier choix", "type 2"),
    units={"piece": "pièce", "hour": "heure", "weight": "kg", "length": "m", "month": "mois"},
    dimensions={
        "cost_center": ("Direction", "Ventes", "Atelier", "Entrepôt", "Bureau", "Chantiers"),
        "cost_unit": ("Construction neuve", "Entretien", "Location", "Études"),
        "project": ("Rénovation du hall 3", "Boutique en ligne", "Salon de printemps", "Toiture solaire",
                    "Nouveaux chariots", "Portes ouvertes"),
    },
    papers=("Bail commercial", "Police d’assurance", "Procès-verbal", "Devis", "Lettre de la banque"),
)  # fmt: skip
