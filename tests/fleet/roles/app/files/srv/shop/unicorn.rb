listen "10.99.1.4:8080"
worker_processes 2
working_directory "/srv/shop"
timeout 15
